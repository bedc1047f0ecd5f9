import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import { writeOwn } from '../replicate/waiting.ts';
import type { Found } from './found.ts';

/**
 * Writes task documents, to be sent like everything that this phone makes.
 * @returns ids of the contacts whose tasks another tab or the server changed meanwhile: nothing was written, and their
 * rules have to run again
 */
export const writeTasks = async (
  { phone, tasks }: Pick<Found, 'phone' | 'tasks'>,
  docs: readonly CareTask[],
): Promise<string[]> => {
  if (docs.length === 0) return [];
  const keys = docs.map(({ _id }) => _id);
  for (const doc of docs) tasks.set(doc._id, doc);
  let refused: string[] = [];
  try {
    await writeOwn(phone.db, docs, phone.clock());
  } catch (error) {
    if ((error as { status?: number }).status !== 409) throw error;
    refused = docs.map(({ requester = '' }) => requester);
  }
  const stored = await phone.store.getMany<CareTask>(keys);
  for (const [at, id] of keys.entries()) {
    const doc = stored[at];
    if (doc) tasks.set(id, doc);
    else tasks.delete(id);
  }
  await phone.sync.noticed();
  phone.sync.now();
  return [...new Set(refused)];
};
