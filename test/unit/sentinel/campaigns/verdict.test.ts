import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Campaign } from '@rounds/ddocs/campaigns/campaign.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { isMeant, lotOf, sharedBy } from '@rounds/sentinel/campaigns/audience.ts';
import { judge } from '@rounds/sentinel/campaigns/verdict.ts';
import { textFor } from '@rounds/sentinel/text/text-for.ts';
import { expect } from 'chai';

const noon = Date.UTC(2026, 2, 23, 12);
const night = Date.UTC(2026, 2, 23, 23);
const settingsWith = (more: object = {}) => {
  const { settings, faults } = parseSettings({
    ...{ default_timezone: 'UTC', schedule_evening_hours: 0, dialogues: { jitter: 0 } },
    ...more,
  });
  expect(faults).to.deep.equal([]);
  return settings;
};
const chat = 'chat:AAAAAAAAAAAAAAAAAAAAAA';
const text = { says: { text: { en: 'Hello', fr: 'Bonjour' } }, when_busy: 'wait' } as const;
const dialogue = { says: { dialogue: 'garden' }, when_busy: 'wait' } as const;
const person = (more: object = {}): Contact => ({ _id: 'p', type: 'person', addresses: [{ address: chat }], ...more });
const since = { since: 1, by: 'consent:p:1' };

interface Case {
  contact?: object;
  campaign?: Pick<Campaign, 'says' | 'when_busy'>;
  settings?: object;
  now?: number;
  busy?: boolean;
  had?: boolean;
  repeatable?: boolean;
}

const verdictOf = ({ contact, campaign = text, settings, now = noon, busy, had, repeatable = false }: Case) => {
  const who = person(contact);
  const placed = new Map([['p', { contact: who, lineage: [], phones: new Map() }]]);
  const around = { placed, busy: new Set(busy ? [chat] : []), had: new Set(had ? ['p'] : []) };
  const verdict = judge(who, around, { campaign, settings: settingsWith(settings), now, repeatable });
  return verdict.is === 'given' ? 'given' : `${verdict.is}: ${verdict.reason}`;
};

describe('Who gets a campaign', () => {
  const quiet = { quiet_hours: { from: '21:00', to: '07:00' } };
  const table: [title: string, given: Case, verdict: string][] = [
    ['somebody with a chat', {}, 'given'],
    ['somebody with a phone', { contact: { addresses: [], phone: '+254711000001' } }, 'given'],
    ['somebody who is reached nowhere', { contact: { addresses: [] } }, 'left_out: no address'],
    [
      'somebody who blocked the bot',
      { contact: { addresses: [{ address: chat, blocked: true }] } },
      'left_out: blocked',
    ],
    ['somebody who is muted', { contact: { muted: '2026-01-01T00:00:00Z' } }, 'left_out: muted'],
    ['somebody who paused', { contact: { participation: { state: 'paused', ...since } } }, 'left_out: paused'],
    ['somebody who left', { contact: { participation: { state: 'left', ...since } } }, 'left_out: left'],
    ['somebody who refused', { contact: { participation: { state: 'refused', ...since } } }, 'left_out: no consent'],
    [
      'somebody who was never asked, where that is wanted',
      { settings: { dialogues: { consent: true } } },
      'left_out: no consent',
    ],
    [
      'somebody who consented',
      { contact: { participation: { state: 'active', ...since } }, settings: { dialogues: { consent: true } } },
      'given',
    ],
    ['somebody in the quiet hours', { settings: quiet, now: night }, 'waits: asleep'],
    [
      'somebody who lives where it is day',
      {
        settings: { quiet_hours: { ...quiet.quiet_hours, tz: 'contact' } },
        now: night,
        contact: { prefs: { tz: 'Asia/Tokyo' } },
      },
      'given',
    ],
    ['somebody in a dialogue', { busy: true }, 'waits: in a dialogue'],
    [
      'somebody in a dialogue who is to be left alone',
      { busy: true, campaign: { ...text, when_busy: 'skip' } },
      'left_out: in a dialogue',
    ],
    [
      'somebody in a dialogue who is to be interrupted',
      { busy: true, campaign: { ...text, when_busy: 'interrupt' } },
      'given',
    ],
    ['somebody who has had the dialogue', { campaign: dialogue, had: true }, 'left_out: has had it'],
    ['somebody who may have it again', { campaign: dialogue, had: true, repeatable: true }, 'given'],
    [
      'somebody whose language has no words, nor has that of the programme',
      { contact: { language: 'sw' }, campaign: { ...text, says: { text: { fr: 'Bonjour' } } } },
      'left_out: no words',
    ],
  ];
  for (const [title, given, verdict] of table)
    it(`is, for ${title}, ${verdict}`, () => expect(verdictOf(given)).to.equal(verdict));

  it('hears it in her language, in that without its region, or in that of the programme', () => {
    const settings = { locale: 'en', locale_outgoing: undefined };
    const words = { en: 'Hello', fr: 'Bonjour', sw: '  ' };
    expect(['fr', 'fr-CA', 'sw', undefined].map(language => textFor(words, language, settings)?.text)).to.deep.equal([
      ...['Bonjour', 'Bonjour', 'Hello', 'Hello'],
    ]);
  });

  it('is whoever has one of the answers, the language, or is named', () => {
    const ana = person({ language: 'ca', fields: { age: 40, area: 'Olot' } });
    const all = { under: [], languages: [], fields: {} };
    const meant = (more: object) => isMeant(ana, { ...all, ...more });
    expect(
      [{}, { languages: ['ca', 'es'] }, { fields: { age: ['40', '41'], area: ['Olot'] } }, { only: ['p'] }].map(meant),
    ).to.deep.equal(Array(4).fill(true));
    expect(
      [{ languages: ['es'] }, { fields: { age: ['4'] } }, { fields: { hasOwnProperty: ['x'] } }, { only: ['q'] }].map(
        meant,
      ),
    ).to.deep.equal(Array(4).fill(false));
  });

  it('is drawn by a lot that stays, spread over all', () => {
    const lots = Array.from({ length: 1000 }, (_, nth) => lotOf('c', `person-${nth}`));
    expect(lots).to.deep.equal(lots.map((_, nth) => lotOf('c', `person-${nth}`)));
    const low = lots.filter(lot => lot < 0.1).length;
    expect(low).to.be.within(60, 140);
    expect([sharedBy(0, 1), sharedBy(7, 1), sharedBy(1000, 1), sharedBy(7, 10), sharedBy(7, 100)]).to.deep.equal([
      0, 1, 10, 1, 7,
    ]);
  });
});
