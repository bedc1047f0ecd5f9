import { type PeopleAct, peopleActRange } from '@rounds/ddocs/promoters/people-act.ts';
import { everyMinute, type Job } from '../jobs/job.ts';
import { type ActingParts, actOn, undoOf } from './carry-out.ts';

/** Acts that are kept, and people with whom something is done between two looks at whether to go on. */
const [most, page] = [2000, 100];

const sum = (one: Record<string, number>, other: Record<string, number>): Record<string, number> => {
  const counts = { ...one };
  for (const [key, count] of Object.entries(other)) counts[key] = (counts[key] ?? 0) + count;
  return counts;
};

/** One page of an act, or of its undoing. */
const onePage = async (parts: ActingParts, act: PeopleAct): Promise<PeopleAct> => {
  const ids = act.ids.slice(act.seen, act.seen + page);
  const seen = act.seen + ids.length;
  const over = seen >= act.ids.length;
  const ended = over ? { ended: new Date(parts.now()).toISOString() } : {};
  if (act.state === 'undoing') {
    const undone = (act.undone ?? 0) + (await undoOf(parts, act, ids));
    return { ...act, ...ended, seen, undone, state: over ? 'undone' : 'undoing' };
  }
  const { done, passed } = await actOn(parts, act, ids);
  return {
    ...act,
    ...ended,
    seen,
    done: act.done + done,
    passed: sum(act.passed, passed),
    state: over ? 'done' : 'going',
  };
};

/** Does with people what a colleague asked for, and goes on where a crash cut it off. */
export const peopleActsJob: Job = {
  name: 'people_acts',
  about: 'pauses, brings back, clears people and the like, as somebody asked for many at once',
  when: everyMinute,
  run: async ({ main, side, programme, now, fence, progress }, signal) => {
    const parts = { main, settings: programme().settings, now, fence };
    const all = await side.range<PeopleAct>({ ...peopleActRange, limit: most });
    let count = 0;
    for (const stored of all) {
      let act = stored;
      while (!signal.aborted && (act.state === 'going' || act.state === 'undoing')) {
        const next = await onePage(parts, act);
        fence();
        const result = await side.writeAlone(next);
        if (!result.ok) break;
        count += next.seen - act.seen;
        progress(count);
        act = { ...next, _rev: result.rev };
      }
    }
    return { done: count };
  },
};
