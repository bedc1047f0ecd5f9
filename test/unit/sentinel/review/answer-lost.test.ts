import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { decided, type ReviewDoc } from '@rounds/ddocs/review/review.ts';
import type { Change, Create } from '@rounds/sentinel/engine/effects.ts';
import { asksAboutLost, sendsLostAgain } from '@rounds/sentinel/review/answer-lost.ts';
import { expect } from 'chai';

const at = '2026-03-01T08:00:00.000Z';
const task = (state: 'failed' | 'sent', reason: string | undefined, uuid: string) => ({
  state,
  ...(reason ? { state_details: { reason } } : {}),
  state_history: [{ state, timestamp: at }],
  messages: [{ uuid, to: 'chat:0712345678901234567890', message: 'Come on Monday', contact: { _id: 'nia' } }],
});
const report = (...tasks: ReturnType<typeof task>[]): Report => ({ _id: 'r', type: 'data_record', tasks });
const asked = (of: Report): ReviewDoc[] =>
  (asksAboutLost.run(of, { now: Date.parse(at) }) ?? []).map(effect => (effect as Create).doc as ReviewDoc);

describe('a message of which nobody knows whether it was sent', () => {
  const table: [string, Report, number][] = [
    ['asks a person, once', report(task('failed', 'answer lost', 'u1')), 1],
    ['asks for each of several', report(task('failed', 'answer lost', 'u1'), task('failed', 'answer lost', 'u2')), 2],
    ['asks nothing where it failed for another reason', report(task('failed', 'blocked', 'u1')), 0],
    ['asks nothing where it was sent', report(task('sent', undefined, 'u1')), 0],
  ];
  for (const [title, of, count] of table)
    it(title, () => {
      expect(asksAboutLost.concerns(of, {} as never)).to.equal(count > 0);
      expect(asked(of)).to.have.length(count);
    });

  it('asks the same when it is settled again', () => {
    const lost = report(task('failed', 'answer lost', 'u1'));
    expect(asked(lost)).to.deep.equal(asked(lost));
    expect(asked(lost)[0]).to.deep.include({ kind: 'not_known', state: 'open', answers: ['again', 'leave'] });
  });

  it('goes once more when somebody decides so, and twice is once', () => {
    const lost = report(task('failed', 'answer lost', 'u1'));
    const review = decided(asked(lost)[0]!, { answer: 'again', by: 'olga', at })!;
    expect(sendsLostAgain.concerns(review, {} as never)).to.equal(true);
    const [{ apply }] = sendsLostAgain.run(review, {}) as [Change];
    const after = apply(lost) as Report;
    expect(after.tasks!.map(({ state }) => state)).to.deep.equal(['failed', 'pending']);
    expect(apply(after)).to.equal(after);
  });

  it('stays as it is when somebody says so', () => {
    const review = decided(asked(report(task('failed', 'answer lost', 'u1')))[0]!, {
      answer: 'leave',
      by: 'olga',
      at,
    })!;
    expect(sendsLostAgain.concerns(review, {} as never)).to.equal(false);
  });

  it('is decided by the first; the second hears so, and the first may say it twice', () => {
    const open = asked(report(task('failed', 'answer lost', 'u1')))[0]!;
    const first = decided(open, { answer: 'again', by: 'olga', at })!;
    expect(decided(first, { answer: 'leave', by: 'rehema', at })).to.equal(null);
    expect(decided(first, { answer: 'again', by: 'rehema', at })).to.equal(null);
    expect(decided(first, { answer: 'again', by: 'olga', at })).to.equal(first);
  });
});
