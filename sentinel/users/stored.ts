import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type UserDoc, userId } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

const tries = 10;

/**
 * Writes what `apply` makes of a document as it stands; a conflict means that somebody else wrote, so it is read again.
 * @throws `doc/conflict`
 */
export const changeStored = async <T extends Doc>(
  store: Store,
  id: string,
  apply: (stored: T | null) => Omit<T, '_rev'>,
): Promise<{ id: string; rev: string }> => {
  for (let left = tries; ; left -= 1) {
    const stored = await store.get<T>(id);
    const [result] = await store.write([
      { ...apply(stored), _id: id, ...(stored?._rev ? { _rev: stored._rev } : {}) } as Doc,
    ]);
    if (result!.ok) return { id, rev: result!.rev };
    if (result!.error !== 'conflict' || left <= 1)
      throw new AppError('doc/conflict', `${id} could not be written: ${result!.reason}`);
  }
};

/** A user as stored. @throws `doc/missing` */
export const storedUser = async ({ users }: { users: Store }, name: string): Promise<UserDoc> => {
  const user = await users.get<UserDoc>(userId(name));
  if (user) return user;
  throw new AppError('doc/missing', `There is no user "${name}"`);
};
