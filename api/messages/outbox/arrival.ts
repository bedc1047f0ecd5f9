import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Task } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { isWaiting, type List, type Lists } from './tasks.ts';

/** Clocks of phones go wrong by minutes, and nobody gains much by these. */
const tolerance: Ms = 600_000;

/** A task that waits, with its document. */
interface Waits {
  doc: Doc;
  list: List;
  task: Task;
}

/** The moment by which a task stands in the queue; NaN where it is none. */
const moment = (doc: Doc, { due, timestamp }: Task): Ms =>
  new Date((due || timestamp || doc.reported_date) as string | number).getTime();

/** Whether a task says that it is older than the arrival of its document. */
const isBefore = (doc: Doc, task: Task, arrived: Ms): boolean => !(moment(doc, task) >= arrived - tolerance);

/**
 * Puts messages into the queue at the moment at which they came to the server, where they say that they are older: who
 * writes an old date must not go before others. @returns whether there were any
 */
export const queueByArrival = async (
  { main, side, now }: { main: Store; side: Store; now: () => Ms },
  waiting: readonly Waits[],
): Promise<boolean> => {
  const old = waiting.filter(({ doc, list, task }) => list === 'tasks' && isBefore(doc, task, now()));
  if (old.length === 0) return false;
  const docs = [...new Map(old.map(({ doc }) => [doc._id, doc])).values()];
  const infos = await side.getMany<InfoDoc>(docs.map(({ _id }) => infoId(_id)));
  const draft = openDraft<Doc>(main);
  let any = false;
  docs.forEach((doc, at) => {
    const arrived = new Date(String(infos[at]?.initial_replication_date)).getTime();
    if (Number.isNaN(arrived)) return;
    const inTurn = (task: Task, of: Doc): Task => {
      if (!task || !isWaiting(task) || !isBefore(of, task, arrived)) return task;
      const { due: _, ...rest } = task;
      return { ...rest, timestamp: new Date(arrived).toISOString() };
    };
    if (!old.some(each => each.doc === doc && isBefore(doc, each.task, arrived))) return;
    any = true;
    draft.know([doc._id], [doc]);
    draft.change(doc._id, newest => {
      const tasks = (newest as Doc & Lists).tasks ?? [];
      return { ...newest, tasks: tasks.map(task => inTurn(task, newest)) };
    });
  });
  await draft.commit();
  return any;
};
