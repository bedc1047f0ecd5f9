import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { ScheduleDoc, ScheduleEntry } from '@rounds/ddocs/study/schedule.ts';
import { planned, type Recipient } from '@rounds/sentinel/study/plan.ts';
import { beginOf, dueOn } from '@rounds/sentinel/study/start.ts';
import { expect } from 'chai';

const group: Contact = {
  ...{ _id: 'g1', type: 'contact', contact_type: 'study_group', name: 'Fans' },
  reported_date: Date.parse('2021-05-30T10:00:00Z'),
};
const entry = (day: number, more: Partial<ScheduleEntry> = {}): ScheduleEntry => ({
  ...{ id: `e${day}`, day, text: { '': `Message of day ${day}` }, comment: '', enabled: true },
  ...more,
});
const schedule = (entries: ScheduleEntry[], start?: ScheduleDoc['start']): ScheduleDoc => ({
  ...{ _id: 'schedule:g1', type: 'schedule', contact: 'g1', entries },
  ...(start ? { start } : {}),
});
const recipient = (of: ScheduleDoc, zone = 'UTC', more: Partial<Recipient> = {}): Recipient => ({
  ...{ contact: group, person: false, begin: beginOf(of, group, group, zone), mutedBy: null },
  ...more,
});
const at = (iso: string) => ({ now: Date.parse(iso), language: 'en' });
const said = (report: Report | null) =>
  report?.scheduled_tasks?.map(({ entry, due, state, state_details: why }) =>
    [entry, due, state, why?.reason].filter(Boolean).join(' '),
  );
const left = (report: Report, id: string): Report => ({
  ...report,
  scheduled_tasks: report.scheduled_tasks!.map(task => (task.entry === id ? { ...task, state: 'sent' } : task)),
});

describe('when a message of a schedule goes', () => {
  const table: [string, string, string, string, number, string][] = [
    ['the day itself', '2026-03-01', '10:00', 'UTC', 0, '2026-03-01T10:00:00.000Z'],
    [
      'by the clock of the zone, not of the server',
      '2026-03-01',
      '10:00',
      'Africa/Nairobi',
      1,
      '2026-03-02T07:00:00.000Z',
    ],
    ['over the end of a month', '2026-02-27', '09:30', 'UTC', 2, '2026-03-01T09:30:00.000Z'],
    ['before the clocks go forward', '2026-03-27', '10:00', 'Europe/Madrid', 1, '2026-03-28T09:00:00.000Z'],
    [
      'after the clocks went forward: the same time on the wall',
      '2026-03-27',
      '10:00',
      'Europe/Madrid',
      2,
      '2026-03-29T08:00:00.000Z',
    ],
    ['after the clocks went back', '2026-10-24', '10:00', 'Europe/Madrid', 1, '2026-10-25T09:00:00.000Z'],
    [
      'a time that is jumped over comes an hour later',
      '2026-03-28',
      '02:30',
      'Europe/Madrid',
      1,
      '2026-03-29T01:30:00.000Z',
    ],
    ['of a time that comes twice, the first', '2026-10-24', '02:30', 'Europe/Madrid', 1, '2026-10-25T00:30:00.000Z'],
    ['a zone of half an hour', '2026-03-01', '08:00', 'Asia/Kolkata', 0, '2026-03-01T02:30:00.000Z'],
    [
      'clocks that are set by half an hour',
      '2026-04-04',
      '10:00',
      'Australia/Lord_Howe',
      1,
      '2026-04-04T23:30:00.000Z',
    ],
    ['a day that a country left out', '2011-12-29', '10:00', 'Pacific/Apia', 2, '2011-12-30T20:00:00.000Z'],
  ];
  for (const [title, date, time, zone, day, due] of table)
    it(title, () => expect(new Date(dueOn({ date, time, zone }, day)).toISOString()).to.equal(due));

  it('day 0 is where the schedule says, else the contact, else when that was made', () => {
    const own = { ...group, schedule_start: { date: '2026-02-02', time: '07:00', tz: 'Africa/Nairobi' } } as Contact;
    expect(beginOf({}, group, group, 'UTC')).to.deep.equal({ date: '2021-05-30', time: '10:00', zone: 'UTC' });
    expect(beginOf({}, own, own, 'UTC')).to.deep.equal({ date: '2026-02-02', time: '07:00', zone: 'Africa/Nairobi' });
    const start = { date: '2026-05-05', time: '08:15' };
    expect(beginOf({ start }, own, own, 'Asia/Kolkata')).to.deep.equal({ ...start, zone: 'Asia/Kolkata' });
  });

  it('without a date it is the day on which each recipient came, by her clock', () => {
    const her: Contact = { _id: 'p', type: 'person', reported_date: Date.parse('2026-03-01T22:30:00Z') };
    expect(beginOf({ start: { time: '09:00' } }, group, her, 'Africa/Nairobi').date).to.equal('2026-03-02');
  });
});

describe('the messages of a schedule', () => {
  const start = { date: '2021-05-30', time: '10:00', tz: 'UTC' };

  it('are planned to the minute; what is over when the workbook comes is never sent late', () => {
    const plan = schedule([entry(0), entry(1), entry(2)], start);
    const report = planned(plan, recipient(plan), null, at('2021-05-30T11:00:00Z'));
    expect(said(report)).to.deep.equal([
      'e0 2021-05-30T10:00:00.000Z skipped past',
      'e1 2021-05-31T10:00:00.000Z scheduled',
      'e2 2021-06-01T10:00:00.000Z scheduled',
    ]);
    expect(report!.fields).to.deep.equal({ place_id: 'g1' });
    // Only what is strictly to come.
    expect(said(planned(plan, recipient(plan), null, at('2021-05-31T10:00:00Z')))![1]).to.match(/skipped past/);
    expect(said(planned(plan, recipient(plan), null, at('2021-05-31T09:59:59Z')))![1]).to.match(/scheduled/);
  });

  const six = [1, 2, 3, 4, 10, 20].map(day => entry(day));
  const first = schedule(six, { date: '2026-03-10', time: '10:00', tz: 'UTC' });
  const now = at('2026-03-10T12:00:00Z');
  const all = planned(first, recipient(first), null, now)!;

  it('worked out twice are the same', () => {
    expect(planned(first, recipient(first), all, now)).to.equal(all);
    expect(planned(first, recipient(first), null, now)).to.deep.equal(all);
  });

  it('are two of six that wait after the start moved to five days ago', () => {
    const moved = schedule(six, { date: '2026-03-05', time: '10:00', tz: 'UTC' });
    const after = planned(moved, recipient(moved), all, now)!;
    const open = said(after)!.filter(one => one.endsWith(' scheduled'));
    expect(open).to.deep.equal(['e10 2026-03-15T10:00:00.000Z scheduled', 'e20 2026-03-25T10:00:00.000Z scheduled']);
    expect(said(after)!.filter(one => one.endsWith('cleared changed'))).to.have.length(6);
  });

  it('come back when the start moves on, what was sent included', () => {
    const early = schedule(six, { date: '2026-03-05', time: '10:00', tz: 'UTC' });
    const skipped = planned(early, recipient(early), null, now)!;
    const back = planned(first, recipient(first), left(skipped, 'e10'), now)!;
    expect(said(back)!.filter(one => one.endsWith(' scheduled'))).to.have.length(6);
    expect(said(back)!.filter(one => / sent$/.test(one))).to.have.length(1);
  });

  it('stay where only a comment changed, and go anew where the text did', () => {
    const commented = schedule(
      six.map(one => ({ ...one, comment: 'new' })),
      first.start,
    );
    expect(planned(commented, recipient(commented), all, now)).to.equal(all);
    const reworded = schedule([entry(1, { text: { '': 'Other words' } }), ...six.slice(1)], first.start);
    expect(said(planned(reworded, recipient(reworded), all, now))!.filter(one => one.startsWith('e1 '))).to.deep.equal([
      'e1 2026-03-11T10:00:00.000Z cleared changed',
      'e1 2026-03-11T10:00:00.000Z scheduled',
    ]);
  });

  it('are cleared with the reason when they are switched off, superseded, or the recipient leaves', () => {
    const off = schedule([entry(1, { enabled: false }), ...six.slice(2)], first.start);
    expect(said(planned(off, recipient(off), all, now))!.slice(0, 2)).to.deep.equal([
      'e1 2026-03-11T10:00:00.000Z cleared disabled',
      'e2 2026-03-12T10:00:00.000Z cleared superseded',
    ]);
    for (const gone of [planned(first, null, all, now), planned(null, null, all, now)])
      expect(said(gone)!.every(one => one.endsWith('cleared not in the study any more'))).to.equal(true);
  });

  it('never goes twice where the entry was sent and its day is over', () => {
    const late = at('2026-03-11T15:00:00Z');
    const later = schedule(six, { date: '2026-03-10', time: '14:00', tz: 'UTC' });
    const after = planned(later, recipient(later), left(all, 'e1'), late)!;
    expect(said(after)!.filter(one => one.startsWith('e1 '))).to.deep.equal(['e1 2026-03-11T10:00:00.000Z sent']);
  });

  it('are silent for one who is muted', () => {
    const report = planned(first, recipient(first, 'UTC', { mutedBy: { root: 'north' } }), null, now)!;
    expect(said(report)!.every(one => one.endsWith('muted muted'))).to.equal(true);
  });

  it('are none for a schedule without messages', () => {
    const none = schedule([entry(1, { enabled: false })], first.start);
    expect(planned(none, recipient(none), null, now)).to.equal(null);
  });
});
