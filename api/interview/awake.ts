import { hasEnded, type Run } from '@rounds/ddocs/runs/run.ts';
import { whoAsks } from './asker.ts';
import { stepForm } from './form-runs.ts';
import type { InterviewParts } from './parts.ts';

/** Forms that are open at once, at most. */
const mostOpen = 10_000;

/**
 * Asks the open question of every form once more that somebody may have answered while nobody heard: presses of that time
 * never come. A form that nobody touched for a day before is left alone until its author writes.
 */
export const askAgain = async (parts: InterviewParts, gap: { from: number; to: number }): Promise<void> => {
  const rows = await parts.main.query<null, Run>('medic-runs/runs', {
    startKey: ['open'],
    endKey: ['open', {}],
    limit: mostOpen,
    docs: true,
  });
  const day = 24 * 3600 * 1000;
  const open = rows.flatMap(({ doc }) => (doc && doc.what.is === 'form' && !hasEnded(doc) ? [doc] : []));
  for (const run of open.filter(({ changed }) => changed > gap.from - day && changed <= gap.to)) {
    const asker = await whoAsks(parts, run);
    if (typeof asker === 'string') continue;
    const act = { event: `woke:${gap.to}:${run._id}`, address: run.address, at: parts.now() };
    await stepForm(parts, asker, run, act, 'again');
  }
};
