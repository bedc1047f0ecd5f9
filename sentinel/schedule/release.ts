import type { Report, TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Key, ViewRow } from '@rounds/ddocs/store/store.ts';
import { inPages } from '../engine/draft.ts';
import { everyMinute, type Job, type JobContext, type Outcome } from '../jobs/job.ts';
import { dueTasksOfOthers, dueTasks as rule } from './due.ts';
import { isQuietForAll, opening } from './may-send.ts';
import { namesOthers } from './names-others.ts';

/** Messages that are released together. */
const page = 1000;
/** Messages that are looked for at once: each time the index must be brought up to date. */
const mostFound = 20 * page;

/**
 * A scheduled message, as the view lists it; one among the immediate ones, as some import may leave it, is not
 * released.
 */
type Row = ViewRow<{ list: 'tasks' | 'scheduled_tasks'; index: number }>;

/** What became of messages, by the state that they are in now. */
type Counts = Map<TaskState, number>;

/**
 * Releases scheduled messages that are due, however long ago; one that is too late is skipped and says so
 * (`rules/due.ts`). Nothing is released twice: all messages of a document leave their state in one write of it. A text
 * that would be said too often to one number is a duplicate, like any other message. CHT's `synthetic_date` is not
 * honoured: it would move the clock of this job alone, while phones, the api and the lease go by the true one, and sent
 * messages cannot be called back.
 * See README.md, "Release".
 */
export const dueTasks: Job = {
  name: 'due_tasks',
  about: 'releases scheduled messages that are due',
  when: everyMinute,
  run: async (context, signal) => {
    const { programme, now, main, progress } = context;
    const { settings } = programme();
    const until = now();
    const open = opening(until, null, settings);
    if (isQuietForAll(settings) && open !== until)
      return {
        done: 0,
        note:
          open === null
            ? 'quiet hours leave no hour to send'
            : `nothing is sent before ${new Date(open).toISOString()}`,
      };
    const counts: Counts = new Map();
    let [from, skip]: [Key, number] = [null, 0];
    while (!signal.aborted) {
      const rows: Row[] = await main.query('medic/messages_by_state', {
        startKey: ['scheduled', from],
        endKey: ['scheduled', until],
        limit: mostFound,
        skip,
      });
      const staying: Row[] = [];
      for (const some of inPages(rows, page)) {
        if (signal.aborted) return outcomeOf(counts);
        staying.push(...(await release(some, counts, context)));
        progress(left(counts));
      }
      if (rows.length < mostFound) break;
      // Released messages are gone from the view; one that stays is passed over by its moment, and by number within
      // one moment.
      const last = dueOf(rows.at(-1)!);
      skip = (last === from ? skip : 0) + staying.filter(row => dueOf(row) === last).length;
      from = last;
    }
    return outcomeOf(counts);
  },
};

const dueOf = ({ key }: Row): Key => (key as readonly Key[])[1] ?? null;

/**
 * Releases the messages of a page, and with them what else of the same documents is due.
 * @returns the rows that stay as they are
 */
const release = async (
  rows: readonly Row[],
  counts: Counts,
  { main, engine, programme }: JobContext,
): Promise<Row[]> => {
  const docs = (await main.getMany<Report>([...new Set(rows.map(({ id }) => id))])).filter(doc => doc !== null);
  const { words } = programme();
  const [alone, ofOthers]: [Report[], Report[]] = [[], []];
  for (const doc of docs) (namesOthers(doc, words) ? ofOthers : alone).push(doc);
  const after = new Map<string, Report>();
  for (const [some, one] of [[alone, rule] as const, [ofOthers, dueTasksOfOthers] as const])
    for (const doc of some.length > 0 ? await engine.apply(some, [one]) : []) after.set(doc._id, doc);
  for (const before of docs)
    after.get(before._id)?.scheduled_tasks?.forEach(({ state }, index) => {
      if (before.scheduled_tasks?.[index]?.state === 'scheduled' && state !== 'scheduled')
        counts.set(state, (counts.get(state) ?? 0) + 1);
    });
  // Any row that the view may go on listing must be passed over, else the same page comes again for ever.
  const stays = ({ id, value: { list, index } }: Row): boolean =>
    list !== 'scheduled_tasks' || (after.get(id)?.scheduled_tasks?.[index]?.state ?? 'scheduled') === 'scheduled';
  const staying = rows.filter(stays);
  counts.set('scheduled', (counts.get('scheduled') ?? 0) + staying.length);
  return staying;
};

const left = (counts: Counts): number =>
  [...counts].reduce((sum, [state, count]) => (state === 'scheduled' ? sum : sum + count), 0);

const outcomeOf = (counts: Counts): Outcome => {
  const others = [...counts]
    .filter(([state, count]) => state !== 'pending' && count > 0)
    .map(([state, count]) => `${count} ${state === 'scheduled' ? 'wait' : state}`);
  return { done: left(counts), ...(others.length > 0 ? { note: others.join(', ') } : {}) };
};
