import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import type { Subject } from '@rounds/sentinel/reports/subject.ts';
import { maySend } from '@rounds/sentinel/schedule/may-send.ts';
import { expect } from 'chai';
import { contact } from '../engine/sentinel-in-memory.ts';

const at = (text: string): number => Date.parse(text);
const placed = (more: object = {}, above: object = {}): Placed => ({
  contact: contact('Grace', 'person', ['Okello'], more),
  lineage: [contact('Okello', 'clinic', [], above)],
  phones: new Map(),
});
const nobody: Subject = { patient: null, place: null };
const about = (patient: Placed): Subject => ({ patient, place: null });

/** What becomes of a message at a moment: `ok`, or the state with why and until when. */
const said = (
  now: string,
  given: object,
  { subject = nobody, receiver = null }: { subject?: Subject; receiver?: Placed | null } = {},
) => {
  const { settings, faults } = parseSettings({ default_timezone: 'UTC', ...given });
  expect(faults).to.deep.equal([]);
  const answer = maySend({ subject, receiver, settings, now: at(now) });
  if (answer.ok) return 'ok';
  if (answer.state === 'muted') return `muted by ${answer.details.root}`;
  return `${answer.reason} until ${answer.until === null ? 'never' : new Date(answer.until).toISOString().slice(0, 16)}`;
};

describe('A message that nobody asked for', () => {
  const night = { quiet_hours: {} };
  const office = { schedule_morning_hours: 8, schedule_evening_hours: 17, schedule_evening_minutes: 30 };
  const hours: [given: object, now: string, wanted: string][] = [
    [{}, '2026-01-14T10:00Z', 'ok'],
    [{}, '2026-01-14T00:00Z', 'ok'],
    [{}, '2026-01-14T22:59:59Z', 'ok'],
    [{}, '2026-01-14T23:00Z', 'sending hours until 2026-01-15T00:00'],
    [office, '2026-01-14T07:59Z', 'sending hours until 2026-01-14T08:00'],
    [office, '2026-01-14T08:00Z', 'ok'],
    [office, '2026-01-14T17:29Z', 'ok'],
    [office, '2026-01-14T17:30Z', 'sending hours until 2026-01-15T08:00'],
    [{ ...office, default_timezone: 'Africa/Nairobi' }, '2026-01-14T05:00Z', 'ok'],
    [{ ...office, default_timezone: 'Africa/Nairobi' }, '2026-01-14T14:30Z', 'sending hours until 2026-01-15T05:00'],
    [{ schedule_morning_hours: 20, schedule_evening_hours: 6 }, '2026-01-14T03:00Z', 'ok'],
    [
      { schedule_morning_hours: 20, schedule_evening_hours: 6 },
      '2026-01-14T12:00Z',
      'sending hours until 2026-01-14T20:00',
    ],
    [{ schedule_evening_hours: 0 }, '2026-01-14T23:30Z', 'ok'],
    [night, '2026-01-14T20:59Z', 'ok'],
    [night, '2026-01-14T21:00Z', 'quiet hours until 2026-01-15T07:00'],
    [night, '2026-01-15T06:59Z', 'quiet hours until 2026-01-15T07:00'],
    [night, '2026-01-15T07:00Z', 'ok'],
    [{ ...office, ...night }, '2026-01-14T22:00Z', 'quiet hours until 2026-01-15T08:00'],
    [{ quiet_hours: { from: '12:00', to: '14:00' } }, '2026-01-14T12:30Z', 'quiet hours until 2026-01-14T14:00'],
    [{ quiet_hours: { from: '12:00', to: '12:00' } }, '2026-01-14T12:00Z', 'ok'],
    [{ quiet_hours: { tz: 'Asia/Kathmandu' } }, '2026-01-14T15:15Z', 'quiet hours until 2026-01-15T01:15'],
    [{ ...office, quiet_hours: { from: '08:00', to: '18:00' } }, '2026-01-14T10:00Z', 'quiet hours until never'],
    // In Madrid the night of 29 March has an hour less.
    [{ ...night, default_timezone: 'Europe/Madrid' }, '2026-03-28T22:00Z', 'quiet hours until 2026-03-29T05:00'],
  ];
  for (const [given, now, wanted] of hours)
    it(`at ${now} with ${JSON.stringify(given)}: ${wanted}`, () => {
      expect(said(now, given)).to.equal(wanted);
    });

  const byContact = { quiet_hours: { tz: 'contact' } };
  const zones: [who: string, receiver: Placed | null, wanted: string][] = [
    ['to somebody in Kathmandu', placed({ prefs: { tz: 'Asia/Kathmandu' } }), 'quiet hours until 2026-01-15T01:15'],
    [
      'to somebody whose place is in Kathmandu',
      placed({}, { prefs: { tz: 'Asia/Kathmandu' } }),
      'quiet hours until 2026-01-15T01:15',
    ],
    ['to somebody of no zone', placed(), 'ok'],
    ['to somebody of a zone that there is not', placed({ prefs: { tz: 'Mars' } }), 'ok'],
    ['to a number', null, 'ok'],
  ];
  for (const [who, receiver, wanted] of zones)
    it(`${who}, at a quarter past three in the afternoon UTC: ${wanted}`, () => {
      expect(said('2026-01-14T15:15Z', byContact, { receiver })).to.equal(wanted);
    });

  const muted = '2026-01-01T00:00:00.000Z';
  const subjects: [who: string, subject: Subject, wanted: string][] = [
    ['about somebody who is muted', about(placed({ muted })), 'muted by Grace'],
    ['about somebody whose household is muted', about(placed({}, { muted })), 'muted by Okello'],
    [
      'about somebody whose household the district muted',
      about(placed({}, { muted, muted_by: { root: 'district' } })),
      'muted by district',
    ],
    ['about a muted place', { patient: null, place: placed({ muted }) }, 'muted by Grace'],
    ['about somebody who is not muted, at a muted place', { patient: placed(), place: placed({ muted }) }, 'ok'],
    ['about nobody', nobody, 'ok'],
  ];
  for (const [who, subject, wanted] of subjects)
    it(`${who}: ${wanted}`, () => {
      expect(said('2026-01-14T10:00Z', {}, { subject })).to.equal(wanted);
    });

  it('is muted rather than put off where both would be', () => {
    expect(said('2026-01-14T23:30Z', {}, { subject: about(placed({ muted })) })).to.equal('muted by Grace');
  });
});
