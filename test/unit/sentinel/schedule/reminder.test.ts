import { parseSettings } from '@rounds/config/settings/parse.ts';
import { wordsOf } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import { reminderFor } from '@rounds/sentinel/schedule/reminder.ts';
import { remindedTypes } from '@rounds/sentinel/schedule/reminders.ts';
import { expect } from 'chai';
import { contact, wednesday } from '../engine/sentinel-in-memory.ts';

const words = wordsOf([
  {
    _id: 'messages-en',
    type: 'translations',
    code: 'en',
    generic: { weekly: 'Send the form of week {{week}}, {{place_name}}' },
  },
]);
const district = contact('district', 'district_hospital');
const centre = (more: object = {}) =>
  contact('centre', 'health_center', ['district'], { contact: { _id: 'Mary' }, ...more });
const mary = contact('Mary', 'person', ['centre', 'district'], { phone: '+254700000001' });

/** What reminds the health centre. */
const remind = ({
  place = centre(),
  above = district,
  people = [mary],
  settings: given = {},
  reminder: more = {},
}: {
  place?: Contact;
  above?: Contact;
  people?: Contact[];
  settings?: object;
  reminder?: object;
} = {}) => {
  const { settings, faults } = parseSettings({
    default_timezone: 'UTC',
    reminders: [{ form: 'WEEK', cron: '0 9 * * 3', translation_key: 'weekly', ...more }],
    ...given,
  });
  expect(faults).to.deep.equal([]);
  const known = new Map<string, Placed>(
    [
      { contact: place, lineage: [above], phones: new Map() },
      ...people.map(person => ({ contact: person, lineage: [place, above], phones: new Map() })),
    ].map(placed => [placed.contact._id, placed]),
  );
  const facts = { settings, words, now: wednesday, contactOf: (id: string) => known.get(id) ?? null };
  return reminderFor(place, { reminder: settings.reminders[0]!, at: wednesday - 3_600_000 }, facts);
};
const task = (made: ReturnType<typeof remind>) => (made as Report).tasks?.[0];

describe('A reminder', () => {
  it('is a document of its own for place and time, with a message to the primary contact', () => {
    const made = remind() as Report;
    expect(made).to.deep.include({
      _id: `reminder:WEEK:${wednesday - 3_600_000}:centre`,
      type: 'reminder',
      form: 'WEEK',
      reported_date: wednesday - 3_600_000,
      contact: { _id: 'Mary', parent: { _id: 'centre', parent: { _id: 'district' } } },
      place: { _id: 'centre', parent: { _id: 'district' } },
    });
    expect(task(made)?.messages?.[0]).to.include({ to: '+254700000001', message: 'Send the form of week 3, centre' });
    expect(task(made)).to.include({ state: 'pending', form: 'WEEK', type: 'reminder' });
  });

  it('is the same whoever makes it how often', () => {
    expect(remind()).to.deep.equal(remind());
  });

  it('goes to whom the settings name', () => {
    expect(task(remind({ reminder: { recipient: '+254700000099' } }))?.messages?.[0]?.to).to.equal('+254700000099');
  });

  it('may have its words in the settings', () => {
    expect(
      task(remind({ reminder: { translation_key: undefined, message: 'WEEK, please' } }))?.messages?.[0]?.message,
    ).to.equal('WEEK, please');
  });

  const muted = '2026-01-01T00:00:00.000Z';
  it('is not for a muted place, nor for one in a muted place', () => {
    expect([remind({ place: centre({ muted }) }), remind({ above: { ...district, muted } })]).to.deep.equal([
      null,
      null,
    ]);
  });

  it('is not for a place without a primary contact', () => {
    expect([remind({ place: centre({ contact: undefined }) }), remind({ people: [] })]).to.deep.equal([null, null]);
  });

  it('waits while nothing may be sent', () => {
    expect(remind({ settings: { quiet_hours: { from: '09:00', to: '11:00' } } })).to.equal('waiting');
    const inKathmandu = { ...mary, prefs: { tz: 'Asia/Kathmandu' } };
    const byContact = { settings: { quiet_hours: { from: '15:00', to: '16:00', tz: 'contact' } } };
    expect(remind({ people: [inKathmandu], ...byContact })).to.equal('waiting');
    expect(remind(byContact)).not.to.equal('waiting');
  });

  it('that has no words, or no number, says so', () => {
    expect(task(remind({ reminder: { translation_key: 'unheard' } }))).to.deep.include({ state: 'skipped' });
    expect(task(remind({ people: [{ ...mary, phone: undefined! }] }))).to.deep.include({
      state: 'denied',
      state_details: { reason: 'no phone number' },
    });
  });
});

describe('The places that are reminded', () => {
  const types = (reminder: object, contact_types?: object[]) => {
    const { settings } = parseSettings({
      reminders: [{ form: 'F', cron: '* * * * *', ...reminder }],
      ...(contact_types ? { contact_types } : {}),
    });
    return remindedTypes(settings.reminders[0]!, settings);
  };

  it('are those below which no other place stands', () => {
    expect(types({})).to.deep.equal(['clinic']);
    const own = [
      { id: 'region' },
      { id: 'town', parents: ['region'] },
      { id: 'market', parents: ['region'] },
      { id: 'p', person: true, parents: ['town'] },
    ];
    expect(types({}, own)).to.deep.equal(['town', 'market']);
  });

  it('are those of the types that the settings name', () => {
    expect(types({ contact_types: ['health_center', 'moon'] })).to.deep.equal(['health_center']);
  });
});
