import { erasedReason } from '@rounds/ddocs/erasure/erasure.ts';
import { forget } from '../database/forget.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';
import { discardDocs } from './drop.ts';
import type { Ask } from './scope.ts';
import { changeWaiting } from './waiting.ts';
import type { Refusal } from './waiting-log.ts';

/** What the phone has heard of erasures: `_local/erased`. */
interface ErasedLog {
  /** Number of the newest. */
  number: number;
  /** Ids that were deleted, and whose old revisions are still to go. */
  left: string[];
}

const local = 'erased';

const readLog = async (db: PouchDB.Database): Promise<ErasedLog> =>
  (await readLocal<ErasedLog>(db, local)) ?? { number: 0, left: [] };

/** Whether the server refused a document because somebody was erased. */
export const isErased = ({ reason }: Pick<Refusal, 'reason'>): boolean => reason === erasedReason;

/**
 * Deletes what was erased, whether it waits to be sent or not: nobody may have it any more. The lists on the screen hear of
 * the deletion; what its revisions said goes in the next round, when nobody reads them any more.
 */
export const eraseHere = async (db: PouchDB.Database, ids: readonly string[]): Promise<void> => {
  if (ids.length === 0) return;
  const log = await readLog(db);
  await writeLocal(db, local, { ...log, left: [...new Set([...log.left, ...ids])] } satisfies ErasedLog);
  await discardDocs(db, ids);
  const gone = new Set(ids);
  const without = <T>(kept: Record<string, T> = {}): Record<string, T> =>
    Object.fromEntries(Object.entries(kept).filter(([id]) => !gone.has(id)));
  await changeWaiting(db, ({ ids, refused, offered, ...rest }) => ({
    ...{ ...rest, ids: without(ids), refused: without(refused), offered: without(offered) },
  }));
};

/** Makes the database forget what was deleted in the round before. */
const forgetLeft = async (db: PouchDB.Database): Promise<ErasedLog> => {
  const log = await readLog(db);
  if (log.left.length === 0) return log;
  await forget(db.name, log.left);
  const next = { ...log, left: [] };
  await writeLocal(db, local, next satisfies ErasedLog);
  return next;
};

const hashOf = async (id: string): Promise<string> => {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(id)));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
};

/**
 * Asks what was erased since the last time, and deletes it here. The server tells hashes of ids, which say nothing to a
 * phone that does not have the documents.
 */
export const eraseGone = async (db: PouchDB.Database, ask: Ask): Promise<void> => {
  const { number: after } = await forgetLeft(db);
  const answer = await ask(`/api/v1/replication/erased?after=${after}`);
  const { hashes, number } = (await answer.json()) as { hashes: string[]; number: number };
  if (number === after) return;
  const erased = new Set(hashes);
  if (erased.size > 0) {
    const { rows } = await db.allDocs();
    const held = await Promise.all(rows.map(async ({ id }) => (erased.has(await hashOf(id)) ? [id] : [])));
    await eraseHere(db, held.flat());
  }
  await writeLocal(db, local, { ...(await readLog(db)), number } satisfies ErasedLog);
};
