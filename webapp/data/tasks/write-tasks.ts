import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { writeOwn } from '../replicate/waiting.ts';
import type { Found } from './found.ts';

/**
 * Writes task documents, so that they wait to be sent like everything that this phone makes.
 * @returns ids of the contacts whose tasks another tab or the server changed meanwhile: nothing was written, and their
 * rules have to run again
 */
export const writeTasks = async (
  { phone, tasks, writer }: Pick<Found, 'phone' | 'tasks' | 'writer'>,
  docs: readonly CareTask[],
): Promise<string[]> => {
  if (docs.length === 0) return [];
  for (const doc of docs) tasks.put(doc);
  try {
    const revs = await writeOwn(phone.db, docs, phone.clock(), { write: writer.docs });
    for (const doc of docs) tasks.put({ ...doc, _rev: revs[doc._id]! });
    return [];
  } catch (error) {
    if ((error as { status?: number }).status !== 409) throw error;
  }
  const stored = await phone.store.getMany<CareTask>(docs.map(({ _id }) => _id));
  for (const [at, { _id }] of docs.entries()) {
    const doc = stored[at];
    if (doc) tasks.put(doc);
    else tasks.remove(_id);
  }
  return [...new Set(docs.map(({ requester = '' }) => requester))];
};

/** Says what waits, and sends it. */
export const sendTasks = async ({ phone: { sync } }: Pick<Found, 'phone'>): Promise<void> => {
  await sync.noticed();
  sync.now();
};
