import type { Schedule } from '@rounds/config/sections/schedules.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import { dueAt, startOf, tasksOf } from '@rounds/sentinel/schedule/schedule.ts';
import { expect } from 'chai';
import { report, wednesday } from '../engine/sentinel-in-memory.ts';

const schedule = (more: object): Schedule => {
  const { settings, faults } = parseSettings({ schedules: [{ name: 'visits', ...more }] });
  expect(faults).to.deep.equal([]);
  return settings.schedules[0]!;
};
const facts = { now: wednesday, zone: 'UTC', mutedBy: null, denied: false, written: () => undefined };
const iso = (due: number | null) => due && new Date(due).toISOString().slice(0, 16);

describe('When a message of a schedule is due', () => {
  // Wednesday 14 January 2026, 10:00 UTC. What CHT answers, but `send_day` is the next such day, as its
  // documentation says.
  const table: [offset: string, send_time: string | undefined, send_day: string | undefined, due: string][] = [
    ['2 days', undefined, undefined, '2026-01-16T10:00'],
    ['2 days', '09:00', undefined, '2026-01-16T09:00'],
    ['2 days', '09:00 +0300', undefined, '2026-01-16T06:00'],
    ['2 days', '09:00 Africa/Nairobi', undefined, '2026-01-16T06:00'],
    ['2 days', '09:00 America/New_York', undefined, '2026-01-16T14:00'],
    ['26 weeks', '09:00 America/New_York', undefined, '2026-07-15T13:00'],
    ['2 days', '23:00 -1100', undefined, '2026-01-16T10:00'],
    ['13 hours', '00:30 Asia/Kathmandu', undefined, '2026-01-14T18:45'],
    ['2 days', undefined, 'monday', '2026-01-19T10:00'],
    ['1 week', '09:00', 'monday', '2026-01-26T09:00'],
    ['1 week', '09:00', 'wednesday', '2026-01-21T09:00'],
    ['1 week', '09:00', 'thursday', '2026-01-22T09:00'],
    ['1 week', '09:00', 'tuesday', '2026-01-27T09:00'],
    ['0 days', undefined, undefined, '2026-01-14T10:00'],
    ['0 days', '09:00', 'wednesday', '2026-01-14T09:00'],
    ['1 month', undefined, 'Sunday', '2026-02-15T10:00'],
    ['90 seconds', undefined, undefined, '2026-01-14T10:01'],
    ['1.5 hours', undefined, undefined, '2026-01-14T11:30'],
    ['1 year', undefined, undefined, '2027-01-14T10:00'],
    ['-1 week', undefined, undefined, '2026-01-07T10:00'],
  ];
  for (const [offset, send_time, send_day, due] of table)
    it(`is ${due} for ${[offset, send_time, send_day].filter(Boolean).join(', ')}`, () =>
      expect(iso(dueAt(wednesday, { offset, send_time, send_day }, 'UTC'))).to.equal(due));

  it('is no moment for an offset that is none', () =>
    expect(dueAt(wednesday, { offset: 'soon' }, 'UTC')).to.equal(null));

  it('is nine o’clock by the clock of the programme, in summer and in winter', () => {
    const january = dueAt(wednesday, { offset: '2 days', send_time: '09:00' }, 'Europe/Madrid');
    const july = dueAt(wednesday, { offset: '26 weeks', send_time: '09:00' }, 'Europe/Madrid');
    expect([iso(january), iso(july)]).to.deep.equal(['2026-01-16T08:00', '2026-07-15T07:00']);
  });

  it('starts at the first field that has a value, a moment or a date', () => {
    const pregnancy = report('pregnancy', '', { fields: { lmp: '2026-01-01' }, lmp_date: null });
    expect(startOf(pregnancy, { start_from: 'reported_date' })).to.equal(wednesday);
    expect(iso(startOf(pregnancy, { start_from: ['lmp_date', 'fields.lmp'] }, 'Africa/Nairobi'))).to.equal(
      '2025-12-31T21:00',
    );
    expect(startOf(pregnancy, { start_from: 'nothing' })).to.equal(null);
    for (const lmp of [1e300, '9'.repeat(30), Number.NaN, 'soon', true])
      expect(startOf(report('pregnancy', '', { fields: { lmp } }), { start_from: 'fields.lmp' }), String(lmp)).to.equal(
        null,
      );
  });
});

describe('The messages that a schedule gives a registration', () => {
  const weeks = schedule({
    messages: [
      { group: 1, offset: '1 week', translation_key: 'a' },
      { group: 1, offset: '6 weeks', translation_key: 'a' },
      { group: 2, offset: '8 weeks', translation_key: 'a' },
    ],
  });
  const late = report('pregnancy', '', { reported_date: Date.parse('2025-12-10T10:00:00Z') });
  const short = (tasks: ReturnType<typeof tasksOf>) =>
    tasks.map(({ due, state, state_details }) => [String(due).slice(0, 10), state, state_details?.reason]);

  it('are skipped, and say so, when they are past or their group had begun before', () => {
    expect(short(tasksOf(late, weeks, facts))).to.deep.equal([
      ['2025-12-17', 'skipped', 'past'],
      ['2026-01-21', 'skipped', 'group begun before'],
      ['2026-02-04', 'scheduled', undefined],
    ]);
  });

  it('are due by the clock of whoever gets them, where that is not the programme’s', () => {
    const nine = schedule({
      messages: ['1 week', '2 weeks'].map(offset => ({ offset, send_time: '09:00', translation_key: 'a' })),
    });
    const zoneOf = ({ offset }: { offset: string }) => (offset === '1 week' ? 'Asia/Kathmandu' : undefined);
    const tasks = tasksOf(report('pregnancy', ''), nine, { ...facts, zone: 'Africa/Nairobi', zoneOf });
    expect(tasks.map(({ due }) => String(due).slice(0, 16))).to.deep.equal(['2026-01-21T03:15', '2026-01-28T06:00']);
  });

  it('may be due at the very moment', () =>
    expect(
      short(
        tasksOf(report('pregnancy', ''), schedule({ messages: [{ offset: '0 days', translation_key: 'a' }] }), facts),
      ),
    ).to.deep.equal([['2026-01-14', 'scheduled', undefined]]));

  it('may be due at the very moment of a report that took a while to come in, but not of one that is minutes old', () => {
    const atOnce = schedule({
      messages: [
        { offset: '0 days', translation_key: 'a' },
        { offset: '2 minutes', translation_key: 'a' },
      ],
    });
    const states = (made: number) =>
      short(tasksOf(report('pregnancy', '', { reported_date: made }), atOnce, facts)).map(([, state]) => state);
    expect(states(wednesday - 200)).to.deep.equal(['scheduled', 'scheduled']);
    expect(states(wednesday - 180_000)).to.deep.equal(['scheduled', 'scheduled']);
    expect(states(wednesday - 600_000)).to.deep.equal(['skipped', 'skipped']);
  });

  it('are past where their time of the day was past when the report was made, however short the way of it', () => {
    const nine = schedule({ messages: [{ offset: '0 days', send_time: '09:59', translation_key: 'a' }] });
    expect(short(tasksOf(report('pregnancy', '', { reported_date: wednesday - 200 }), nine, facts))[0]).to.deep.equal([
      '2026-01-14',
      'skipped',
      'past',
    ]);
  });

  it('come in the middle of a group where the schedule allows it', () => {
    expect(short(tasksOf(late, { ...weeks, start_mid_group: true }, facts)).map(([, state]) => state)).to.deep.equal([
      'skipped',
      'scheduled',
      'scheduled',
    ]);
  });

  it('are silent for a muted subject, denied to a denied sender, skipped without words, and none without a start', () => {
    const now = report('pregnancy', '');
    expect(short(tasksOf(now, weeks, { ...facts, mutedBy: { root: 'north', report_id: 'mute' } }))[0]).to.deep.equal([
      '2026-01-21',
      'muted',
      'muted',
    ]);
    expect(short(tasksOf(now, weeks, { ...facts, denied: true }))[0]).to.deep.equal([
      '2026-01-21',
      'denied',
      undefined,
    ]);
    expect(short(tasksOf(now, schedule({ messages: [{ group: 1, offset: '1 day' }] }), facts))).to.deep.equal([
      ['2026-01-15', 'skipped', 'no text'],
    ]);
    expect(tasksOf(now, { ...weeks, start_from: 'lmp_date' }, facts)).to.deep.equal([]);
  });

  it('carry what the sending of them needs', () => {
    const [task] = tasksOf(
      report('pregnancy', ''),
      schedule({
        translation_key: 'schedule',
        messages: [{ group: 1, offset: '1 day', translation_key: 'a', recipient: 'clinic' }],
      }),
      facts,
    );
    expect(task).to.deep.equal({
      due: '2026-01-15T10:00:00.000Z',
      group: 1,
      type: 'visits',
      translation_key: 'schedule',
      message_key: 'a',
      recipient: 'clinic',
      state: 'scheduled',
      state_history: [{ state: 'scheduled', timestamp: '2026-01-14T10:00:00.000Z' }],
    });
  });
});
