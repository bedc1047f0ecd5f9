import type { TargetDoc, TargetItem } from '@rounds/ddocs/tasks/target.ts';
import type { TargetEmission } from '@rounds/sentinel/tasks/emitted.ts';
import { intervalAt, intervalBefore, monthStart } from '@rounds/sentinel/tasks/interval.ts';
import { type Counted, scores } from '@rounds/sentinel/tasks/score.ts';
import { targetChange } from '@rounds/sentinel/tasks/target-docs.ts';
import { expect } from 'chai';

const at = (month: number, day: number, hour = 12) => new Date(2026, month - 1, day, hour).getTime();

describe('a reporting period', () => {
  for (const [start, now, from, to, tag] of [
    [1, at(6, 15), at(6, 1, 0), at(7, 1, 0), '2026-06'],
    [1, at(6, 1, 0), at(6, 1, 0), at(7, 1, 0), '2026-06'],
    [26, at(6, 15), at(5, 26, 0), at(6, 26, 0), '2026-06'],
    [26, at(6, 26), at(6, 26, 0), at(7, 26, 0), '2026-07'],
    [31, at(1, 15), new Date(2025, 11, 31).getTime(), at(1, 31, 0), '2026-01'],
    [31, at(2, 15), at(1, 31, 0), at(3, 1, 0), '2026-02'],
    [31, at(3, 15), at(3, 1, 0), at(3, 31, 0), '2026-03'],
  ] as const)
    it(`that begins on the ${start}. is ${tag} on ${new Date(now).toDateString()}`, () =>
      expect(intervalAt(now, start)).to.deep.equal({ start: from, end: to - 1, tag }));

  it('has one before it', () => expect(intervalBefore(intervalAt(at(1, 15), 1), 1).tag).to.equal('2025-12'));

  for (const [uhc, day] of [
    [undefined, 1],
    [{ month_start_date: 26 }, 26],
    [{ visit_count: { month_start_date: 5 } }, 5],
    [{ month_start_date: 32 }, 1],
  ] as const)
    it(`begins on day ${day} by ${JSON.stringify(uhc)}`, () => expect(monthStart(uhc)).to.equal(day));
});

describe('a target', () => {
  const june = intervalAt(at(6, 15), 1);
  const item: TargetItem = { id: 't', type: 'percent', goal: 50 };
  const fact = (id: string, pass: boolean, more: Partial<TargetEmission> = {}): TargetEmission => ({
    ...{ id, target: 't', pass, date: at(6, 10) },
    ...more,
  });
  const counted = (...targets: TargetEmission[]): Counted => ({ order: 1, targets });
  const value = (items: TargetItem, facts: Counted[], current = true) =>
    scores([items], facts, june, current)[0]!.value;

  it('counts what lies in the period, both ends included', () => {
    const facts = [june.start - 1, june.start, june.end, june.end + 1].map((date, n) =>
      fact(`f${n}`, n % 2 === 0, { date }),
    );
    expect(value(item, [counted(...facts)])).to.deep.equal({ pass: 1, total: 2, percent: 50 });
  });
  it('is 0 per cent of nothing, and a count has no per cent', () => {
    expect(value(item, [])).to.deep.equal({ pass: 0, total: 0, percent: 0 });
    expect(value({ ...item, type: 'count' }, [counted(fact('a', true))])).to.deep.equal({ pass: 1, total: 1 });
  });
  it('counts what is so now in the period that runs alone', () => {
    const facts = [counted(fact('a', true, { date: 'now' }))];
    expect([value(item, facts).total, value(item, facts, false).total]).to.deep.equal([1, 0]);
  });
  it('counts one id once, as the contact registered last says', () => {
    const facts: Counted[] = [
      { order: 5, targets: [fact('home', false)] },
      { order: 9, targets: [fact('home', true)] },
      { order: 7, targets: [fact('home', false)] },
    ];
    expect(value(item, facts)).to.deep.equal({ pass: 1, total: 1, percent: 100 });
  });
  it('counts groups of which enough pass, and drops what is in none', () => {
    const facts = ['a', 'a', 'b', 'b', ''].map((group, n) => fact(`f${n}`, n !== 3, group ? { group } : {}));
    expect(value({ ...item, passesIfGroupCount: { gte: 2 } }, [counted(...facts)])).to.deep.equal({
      pass: 1,
      total: 2,
      percent: 50,
    });
  });

  it('is kept in one document a period, written where a number changed', () => {
    const named = { user: 'org.couchdb.user:neema', owner: 'neema', period: '2026-06', now: at(6, 15) };
    const values = [{ id: 't', value: { pass: 1, total: 2, percent: 50 } }];
    const doc = targetChange(values, null, named)!;
    expect(doc).to.deep.equal({
      _id: 'target~2026-06~neema~org.couchdb.user:neema',
      type: 'target',
      user: 'org.couchdb.user:neema',
      owner: 'neema',
      reporting_period: '2026-06',
      updated_date: at(6, 15, 0),
      targets: values,
    } satisfies TargetDoc);
    expect(targetChange(values, doc, named)).to.equal(null);
    expect(
      targetChange([{ id: 't', value: { pass: 2, total: 2, percent: 100 } }], { ...doc, _rev: '1-a' }, named),
    ).to.include({ _rev: '1-a' });
  });
});
