import type { Doc, Iso } from '@rounds/ddocs/documents/doc.ts';
import { type Task, type TaskState, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { inPages, openDraft } from '@rounds/sentinel/engine/draft.ts';
import type { StateUpdate } from '../outgoing.ts';
import { withTasks } from './tasks.ts';

/**
 * Whether a task's history ends with just these states: then the same updates came before, and their answer was lost.
 */
const wereToldBefore = ({ state_history }: Task, updates: readonly StateUpdate[]): boolean => {
  const history = Array.isArray(state_history) ? state_history : [];
  const distinct = updates.filter(({ state }, at) => at === 0 || updates[at - 1]!.state !== state);
  const last = history.slice(-distinct.length);
  return last.length === distinct.length && last.every((entry, at) => entry?.state === distinct[at]!.state);
};

/** What follows one after the other on the way of a message; reports of it may come in another order. */
const way: readonly TaskState[] = ['received-by-gateway', 'forwarded-by-gateway', 'sent', 'delivered'];

/** Whether a message has come further than a report of it says, which then comes late. */
const isOvertaken = (state: TaskState, told: TaskState): boolean =>
  way.includes(told) && way.indexOf(told) < way.indexOf(state);

/** A task with what was told of it, in order. */
export const withUpdates = (task: Task, updates: readonly StateUpdate[], at: Iso): Task => {
  const isRepeated = updates.length > 1 && wereToldBefore(task, updates);
  const news = isRepeated ? updates.slice(-1) : updates;
  return news.reduce(
    (known, { state, details, gatewayRef }) =>
      isOvertaken(known.state, state) ? known : withTaskState(known, state, at, details, gatewayRef),
    task,
  );
};

/** Updates by message, those of one message in their order. */
const byMessage = (updates: readonly StateUpdate[]): Map<string, StateUpdate[]> => {
  const grouped = new Map<string, StateUpdate[]>();
  for (const update of updates) {
    const earlier = grouped.get(update.id);
    if (earlier) earlier.push(update);
    else grouped.set(update.id, [update]);
  }
  return grouped;
};

/** Messages whose documents are written together. */
const pageSize = 500;

/** Writes new states into the documents of messages. @returns uuids that no document knows */
export const update = async (
  main: Store,
  updates: readonly StateUpdate[],
  now: () => Iso,
): Promise<{ unknown: string[] }> => {
  const wanted = byMessage(updates);
  const pages = inPages(wanted.keys(), pageSize);
  // All are asked for before the first is written: else each page would wait until the one before it is indexed.
  const found = await Promise.all(
    pages.map(uuids =>
      main.query('medic-sms/messages_by_uuid', { keys: uuids, limit: uuids.length * 20, prompt: true }),
    ),
  );
  const known = new Set(found.flat().map(({ key }) => key));
  const at = now();
  const told = (task: Task, of: string[]): Task =>
    of.reduce((before, uuid) => withUpdates(before, wanted.get(uuid)!, at), task);
  for (const [number, uuids] of pages.entries()) {
    const draft = openDraft<Doc>(main);
    const ids = [...new Set(found[number]!.map(({ id }) => id))];
    await draft.read(ids);
    const inPage = new Set(uuids);
    for (const id of ids) draft.change(id, doc => withTasks(doc, uuid => inPage.has(uuid), told));
    await draft.commit();
  }
  return { unknown: [...wanted.keys()].filter(uuid => !known.has(uuid)) };
};
