import type { Report, ScheduledTask, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { type Clearing, clearTasks } from '@rounds/sentinel/visits/clear.ts';
import { expect } from 'chai';
import { day, report, wednesday } from '../engine/sentinel-in-memory.ts';

const at = new Date(wednesday).toISOString();
const task = (
  type: string,
  group: number,
  days: number | null | undefined,
  state: TaskState = 'scheduled',
): ScheduledTask => ({
  type,
  group,
  state,
  state_history: [{ state, timestamp: at }],
  ...(days === undefined ? {} : { due: days === null ? null : new Date(wednesday + days * day).toISOString() }),
});
const states = (registration: Report): string =>
  (registration.scheduled_tasks ?? []).map(({ state }) => state).join(' ');
const clearing = (more: Partial<Clearing> = {}): Clearing => ({ by: 'visit', at, ...more });

describe('Scheduled messages that a visit clears', () => {
  const week = wednesday + 7 * day;
  const cases: [why: string, tasks: ScheduledTask[], how: Partial<Clearing>, after: string][] = [
    [
      'are those that wait, muted ones too, and never one that has left',
      (['scheduled', 'pending', 'muted', 'sent', 'delivered', 'failed', 'denied', 'skipped', 'cleared'] as const).map(
        state => task('anc', 1, 1, state),
      ),
      { types: ['anc'] },
      'cleared cleared cleared sent delivered failed denied skipped cleared',
    ],
    ['are of the schedules named', [task('anc', 1, 1), task('pnc', 1, 1)], { types: ['pnc'] }, 'scheduled cleared'],
    ['are of every schedule where none is named', [task('anc', 1, 1), task('pnc', 1, 1)], {}, 'cleared cleared'],
    ['are none where the list is empty', [task('anc', 1, 1)], { types: [] }, 'scheduled'],
    [
      'are, up to a moment, whole groups of which one is due by then',
      [task('anc', 1, 6), task('anc', 1, 20), task('anc', 2, 8), task('anc', 2, 9)],
      { types: ['anc'], until: week },
      'cleared cleared scheduled scheduled',
    ],
    ['are due at that very moment', [task('anc', 1, 7)], { until: week }, 'cleared'],
    [
      'are the rest of a group whose first was sent',
      [task('anc', 1, -1, 'sent'), task('anc', 1, 20)],
      { until: week },
      'sent cleared',
    ],
    [
      'are not a group for what was past when it was scheduled',
      [task('anc', 1, -9, 'skipped'), task('anc', 1, 20)],
      { until: week },
      'skipped scheduled',
    ],
    [
      'are groups of one schedule: another with the same number stays',
      [task('anc', 1, 1), task('pnc', 1, 20)],
      { types: ['anc', 'pnc'], until: week },
      'cleared scheduled',
    ],
    [
      'are those without a time, and not those that never come',
      [task('a', 1, undefined), task('b', 1, null)],
      { until: week },
      'cleared scheduled',
    ],
  ];
  for (const [why, scheduled_tasks, how, after] of cases)
    it(why, () => expect(states(clearTasks(report('p', 'x', { scheduled_tasks }), clearing(how)))).to.equal(after));

  it('say by which report and when; cleared again they are the same object', () => {
    const cleared = clearTasks(report('p', 'x', { scheduled_tasks: [task('anc', 1, 1)] }), clearing());
    expect(cleared.scheduled_tasks?.[0]).to.deep.include({ state: 'cleared', cleared_by: 'visit' });
    expect(cleared.scheduled_tasks?.[0]?.state_history?.at(-1)).to.deep.equal({ state: 'cleared', timestamp: at });
    expect(clearTasks(cleared, clearing({ at: 'later', by: 'another' }))).to.equal(cleared);
  });
});
