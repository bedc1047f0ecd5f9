import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { expect } from 'chai';
import { dayOf } from '../../../../webapp/data/tasks/today.ts';

const due = (dueDate: string | undefined): CareTask => ({ _id: dueDate, emission: { dueDate } }) as unknown as CareTask;

describe('the day of a health worker', () => {
  it('has what is overdue first, then what is due today, then what comes within a week or at no time in particular', () => {
    const now = new Date('2026-11-30T10:00').getTime();
    const days = ['2026-11-30', '2026-11-29', '2026-12-07', '2026-12-08', '2026-10-01', undefined];
    const { overdue, today, soon } = dayOf(days.map(due), now);
    expect([overdue, today, soon].map(tasks => tasks.map(({ _id }) => _id))).to.deep.equal([
      ['2026-11-29', '2026-10-01'],
      ['2026-11-30'],
      ['2026-12-07', undefined],
    ]);
  });
});
