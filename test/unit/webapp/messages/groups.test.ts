import type { Report, ScheduledTask, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import {
  canEdit,
  canMute,
  canSchedule,
  groupsOf,
  withEdits,
  withMuted,
  withScheduled,
  withUndone,
} from '../../../../webapp/data/messages/message-groups.ts';

const at = (day: number): string => `2026-01-${String(day).padStart(2, '0')}T09:00:00.000Z`;
const today = Date.parse(at(14));
const by = { user: 'neema', at: at(14) };
const planned = (group: number, day: number, state: TaskState, more: Partial<ScheduledTask> = {}): ScheduledTask => ({
  type: 'anc',
  group,
  due: at(day),
  state,
  messages: [{ uuid: `m${day}`, to: '+2551', message: `day ${day}` }],
  state_history: [{ state, timestamp: at(1) }],
  ...more,
});
const report: Report = {
  _id: 'r',
  type: 'data_record',
  scheduled_tasks: [
    planned(1, 3, 'sent'),
    planned(1, 20, 'scheduled'),
    planned(2, 10, 'muted', { state_details: { reason: 'muted', root: 'home' } }),
    planned(2, 25, 'muted', { state_details: { reason: 'muted', root: 'home' } }),
    planned(2, 27, 'scheduled', { message_key: 'late', messages: [] }),
  ],
};
const states = ({ scheduled_tasks }: Report) => scheduled_tasks?.map(({ state }) => state);

describe('the scheduled messages of a report', () => {
  const [first, second] = groupsOf(report);

  it('stand together by schedule and group, each with what can be done to it', () => {
    expect([first, second].map(each => [each?.type, each?.group, each?.messages.map(one => one.at)])).to.deep.equal([
      ['anc', '1', [0, 1]],
      ['anc', '2', [2, 3, 4]],
    ]);
    expect(first?.messages.map(canMute)).to.deep.equal([false, true]);
    expect(second?.messages.map(each => canSchedule(each, today))).to.deep.equal([false, true, false]);
    expect(second?.messages.map(canEdit)).to.deep.equal([true, true, true]);
  });

  it('are silenced by hand, and nothing that has gone out changes', () => {
    const muted = withMuted(report, [0, 1], by);
    expect(states(muted)).to.deep.equal(['sent', 'muted', 'muted', 'muted', 'scheduled']);
    expect(muted.scheduled_tasks?.[1]).to.deep.include({ state_details: { reason: 'by_hand', user: 'neema' } });
    expect(withMuted(muted, [0, 1], by)).to.equal(muted);
  });

  it('are scheduled again', () => {
    const back = withScheduled(report, [3], by);
    expect(states(back)).to.deep.equal(['sent', 'scheduled', 'muted', 'scheduled', 'scheduled']);
    expect(withScheduled(back, [3], by)).to.equal(back);
  });

  it('get another day and other words, and remember the day they were planned for', () => {
    const edited = withEdits(
      report,
      [
        { at: 0, due: at(30), text: 'late' },
        { at: 1, due: at(21), text: 'new' },
        { at: 4, due: at(28) },
      ],
      by,
    );
    expect(
      edited.scheduled_tasks?.map(({ due, planned: was, messages }) => [due, was, messages?.[0]?.message]),
    ).to.deep.equal([
      [at(3), undefined, 'day 3'],
      [at(21), at(20), 'new'],
      [at(10), undefined, 'day 10'],
      [at(25), undefined, 'day 25'],
      [at(28), at(27), undefined],
    ]);
    expect(edited.scheduled_tasks?.[1]?.state_history?.at(-1)).to.deep.include({
      state: 'scheduled',
      state_details: { reason: 'moved', user: 'neema' },
    });
    expect(withEdits(report, [{ at: 1, due: at(20), text: 'day 20' }], by)).to.equal(report);
    expect(withEdits(report, [{ at: 4, due: at(27), text: '' }], by)).to.equal(report);
    const worded = withEdits(report, [{ at: 4, due: at(27), text: 'my words' }], by).scheduled_tasks?.[4];
    expect([worded?.messages?.length, worded?.messages?.[0]?.message, worded?.message_key]).to.deep.equal([
      1,
      'my words',
      'late',
    ]);
  });

  for (const [title, change] of [
    ['silenced', (one: Report) => withMuted(one, [1, 4], by)],
    ['scheduled', (one: Report) => withScheduled(one, [2, 3], by)],
    ['edited', (one: Report) => withEdits(one, [{ at: 1, due: at(22), text: 'new' }], by)],
  ] as const)
    it(`are as before when what was ${title} is undone, but for what went on meanwhile`, () => {
      const places = report.scheduled_tasks!.map((task, place) => ({ at: place, task }));
      const after = change(report);
      const essence = ({ scheduled_tasks }: Report) =>
        scheduled_tasks?.map(({ state, due, messages }) => ({ state, due, messages }));
      expect(essence(withUndone(after, places, after.scheduled_tasks!, by))).to.deep.equal(essence(report));
      const sent = {
        ...after,
        scheduled_tasks: after.scheduled_tasks!.map(task => ({ ...task, state: 'sent' as const })),
      };
      expect(withUndone(sent, places, after.scheduled_tasks!, by)).to.equal(sent);
    });
});
