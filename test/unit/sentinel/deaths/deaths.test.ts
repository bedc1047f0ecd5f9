import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { deathReporting } from '@rounds/sentinel/deaths/death-reporting.ts';
import { expect } from 'chai';
import { ann, effectsOf, factsOf, household, leftBy } from '../engine/one-rule.ts';
import { day, report, wednesday } from '../engine/sentinel-in-memory.ts';

const settings = (more: object = {}) => ({
  transitions: { death_reporting: true },
  death_reporting: {
    mark_deceased_forms: ['DEATH'],
    undo_deceased_forms: ['UNDO'],
    date_field: 'fields.died',
    ...more,
  },
});
const died = (more: Partial<Report> = {}, form = 'death') =>
  report(form, 'ann', { _id: `${form} ${more.reported_date ?? ''}`, ...more });

/** The person as these reports leave her, in the order in which they arrive. */
const personAfter = (reports: readonly Report[], person: Contact = ann.contact, more: object = {}): Contact =>
  reports.reduce((at, one) => {
    const facts = factsOf({ settings: settings(more), subject: { patient: { ...ann, contact: at }, place: null } });
    return leftBy(effectsOf(deathReporting, one, facts), at);
  }, person);

describe('The report of a death', () => {
  const dates: [why: string, fields: Record<string, unknown>, date: unknown][] = [
    ['at the day that it names', { died: '2026-01-10' }, '2026-01-10'],
    ['at the moment that it names in ms', { died: wednesday - day }, wednesday - day],
    ['when it was made, where it names none', {}, wednesday - 2 * day],
    ['when it was made, where what it names is no date', { died: 'last week' }, wednesday - 2 * day],
  ];
  for (const [why, fields, date] of dates)
    it(`says that the person died ${why}`, () =>
      expect(personAfter([died({ reported_date: wednesday - 2 * day, fields })]).date_of_death).to.equal(date));

  it('says so of the day of the report, where the settings name no field', () =>
    expect(
      personAfter([died({ fields: { died: '2026-01-01' } })], ann.contact, { date_field: undefined }).date_of_death,
    ).to.equal(wednesday));

  it('is taken back by another, which leaves no date', () => {
    const alive = personAfter([died({ reported_date: wednesday - day }), died({}, 'undo')]);
    expect(alive).not.to.have.property('date_of_death');
    expect(alive.name).to.equal('ann');
  });

  it('decides by when it was made, whatever comes first: late reports change nothing', () => {
    const [death, undo] = [
      died({ reported_date: wednesday - 2 * day }),
      died({ reported_date: wednesday - day }, 'undo'),
    ];
    const again = died({ reported_date: wednesday, fields: { died: '2026-01-13' } });
    for (const order of [
      [death, undo],
      [undo, death],
    ])
      expect(personAfter(order)).not.to.have.property('date_of_death');
    const orders = [
      [death, undo, again],
      [again, undo, death],
      [undo, again, death],
    ];
    for (const order of orders) expect(personAfter(order).date_of_death).to.equal('2026-01-13');
  });

  it('of a clock that runs ahead does not count as made after those that follow', () => {
    const ahead = died({ reported_date: wednesday + 900 * day });
    const facts = factsOf({ settings: settings(), subject: { patient: ann, place: null }, now: wednesday });
    const dead = leftBy(effectsOf(deathReporting, ahead, facts), ann.contact);
    const later = factsOf({
      settings: settings(),
      subject: { patient: { ...ann, contact: dead }, place: null },
      now: wednesday + day,
    });
    expect(
      leftBy(effectsOf(deathReporting, died({ reported_date: wednesday + day }, 'undo'), later), dead),
    ).not.to.have.property('date_of_death');
  });

  const none: [why: string, subject: object][] = [
    ['a place', { patient: null, place: household }],
    ['a place under the name of a patient', { patient: household, place: null }],
    ['nobody known', { patient: null, place: null }],
  ];
  for (const [why, subject] of none)
    it(`says nothing of ${why}`, () =>
      expect(effectsOf(deathReporting, died(), factsOf({ settings: settings(), subject: subject as never }))).to.equal(
        null,
      ));

  it('says nothing in a form that is not named, or while it is off', () => {
    expect(effectsOf(deathReporting, died({}, 'visit'), factsOf({ settings: settings() }))).to.equal(undefined);
    expect(effectsOf(deathReporting, died(), factsOf({ settings: { ...settings(), transitions: {} } }))).to.equal(
      undefined,
    );
  });
});
