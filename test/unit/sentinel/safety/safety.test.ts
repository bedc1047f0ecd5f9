import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { awayText, withAway } from '@rounds/sentinel/messages/away.ts';
import { safetyWords } from '@rounds/sentinel/safety/safety-rule.ts';
import { safetyWordsIn } from '@rounds/sentinel/safety/safety-words.ts';
import { expect } from 'chai';
import { chw, factsOf, outcomeOf } from '../engine/one-rule.ts';
import { report, wednesday } from '../engine/sentinel-in-memory.ts';

const words = { en: ['suicid*', 'kill myself', 'beaten'], fr: ['me tuer', 'à l’aide'], sw: ['nijiue'] };

describe('Safety words', () => {
  const table: [text: string, found: string[]][] = [
    ['I think of suicide', ['suicid*']],
    ['SUICIDAL!!', ['suicid*']],
    ['I do not want to kill myself', ['kill myself']],
    ['i will kill\n  MYSELF', ['kill myself']],
    ['Je veux me tuer', ['me tuer']],
    ['a l aide', ['à l’aide']],
    ['nataka nijiue', ['nijiue']],
    ['He has beaten me, I think of suicide', ['suicid*', 'beaten']],
    ['We ate unbeaten eggs', []],
    ['skill myself', []],
    ['', []],
    ['😀', []],
  ];
  for (const [text, found] of table)
    it(`in ${JSON.stringify(text)} are ${found.join(', ') || 'none'}`, () =>
      expect(safetyWordsIn(text, words)).to.deep.equal(found));

  const facts = factsOf({ settings: { safety: { words, answer: { en: 'Call 116.', sw: 'Piga 116.' }, minutes: 30 } } });
  const wrote = (message: string, more: object = {}) =>
    outcomeOf(
      safetyWords,
      {
        ...report('', ''),
        ...{ form: undefined, content_type: undefined, fields: {}, from: '+254700000001', reported_date: wednesday },
        ...{ sms_message: { message }, ...more },
      } as unknown as Report,
      [chw.contact],
      facts,
    )?.made ?? [];

  it('open an item at once, and are answered with where help is, also where they answer a question', () => {
    for (const more of [{}, { chat_message: { taken_by: 'dialogues' } }, { form: 'P' }]) {
      const [review, answer] = wrote('I was beaten', more) as unknown as [ReviewDoc, Report];
      expect(review).to.include({ type: 'review', kind: 'safety', state: 'open', urgency: 'now' });
      expect(Date.parse(review.deadline!) - Date.parse(review.created)).to.equal(30 * 60_000);
      expect(review.subject).to.include({ contact: 'chw' });
      expect(answer.tasks![0]).to.include({ state: 'pending', message_class: 'answer' });
      expect(answer.tasks![0]!.messages![0]!.message).to.equal('Call 116.');
    }
  });

  it('say outside the hours of the staff that nobody reads it now, in the language of who wrote', () => {
    const { settings, faults } = parseSettings({
      default_timezone: 'UTC',
      safety: { words, answer: { en: 'Call 116.' } },
      staff_hours: { from: '09:00', to: '16:00', away: { en: 'Nobody reads this before {{opens}}.' } },
    });
    expect(faults).to.deep.equal([]);
    const table: [now: string, away: string][] = [
      ['2026-03-25T10:00:00Z', ''],
      ['2026-03-25T08:59:00Z', 'Nobody reads this before Wednesday 09:00.'],
      ['2026-03-25T16:00:00Z', 'Nobody reads this before Thursday 09:00.'],
      ['2026-03-27T20:00:00Z', 'Nobody reads this before Monday 09:00.'],
    ];
    for (const [now, away] of table) {
      expect(awayText(settings, Date.parse(now), 'en'), now).to.equal(away);
      expect(awayText({ ...settings, staff_hours: undefined }, Date.parse(now), 'en')).to.equal('');
    }
    expect(withAway('Call 116.', 'Nobody reads this.')).to.equal('Call 116.\n\nNobody reads this.');
  });

  it('are not answered before all in a group, and nothing comes of what has none', () => {
    expect(wrote('I was beaten', { chat_message: { group: 'g' } })).to.have.lengthOf(1);
    expect(wrote('Good day')).to.deep.equal([]);
  });
});
