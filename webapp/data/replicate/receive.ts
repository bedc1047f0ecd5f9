import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';
import { eraseGone } from './erased.ts';
import type { FillLog } from './fill-log.ts';
import { type Ask, compareScope, fetchAbout, takeLeave } from './scope.ts';
import type { SyncState } from './sync-state.ts';

/** What it takes to receive what the server has for this phone. */
export interface Receiving {
  db: PouchDB.Database;
  /** The programme's database at the server. */
  remote: PouchDB.Database;
  ask: Ask;
  /** The first fill: replication goes on from its end. */
  filled: FillLog;
  clock: () => Ms;
  /** Whether the phone held a contact before; asked for each contact that arrives. */
  known: (doc: Doc) => boolean;
  show: (change: Partial<SyncState>) => void;
}

/** What the phone remembers of its exchanges: `_local/sync`. */
interface SyncLog {
  /** Where the next question for what left begins. */
  left: string;
  scope?: string;
  at: Ms;
}

const readLog = async ({ db, filled }: Receiving): Promise<SyncLog> =>
  (await readLocal<SyncLog>(db, 'sync')) ?? { left: filled.seq, ...scopeIn(filled), at: 0 };

const scopeIn = ({ scope }: { scope?: string | undefined }): { scope?: string } => (scope ? { scope } : {});

/** When everything was last exchanged, in ms; 0 for never. */
export const lastExchange = async (receiving: Receiving): Promise<Ms> => (await readLog(receiving)).at;

/**
 * Receives what is new, fetches what is under and about contacts that came, and takes leave of what left the user's
 * scope.
 * @returns the server's sequence up to which the phone has everything
 */
export const receive = async (receiving: Receiving): Promise<string> => {
  const { db, ask, clock, show } = receiving;
  const { seq, arrived } = await pull(receiving);
  for (let at = 0; at < arrived.length; at += 100) await fetchAbout(db, ask, arrived.slice(at, at + 100));
  if (arrived.length > 0) await writeLocal(db, 'arrived', { ids: [] });

  const log = await readLog(receiving);
  const left = await takeLeave(db, ask, log.left);
  if (left.scope && log.scope && left.scope !== log.scope) {
    show({ phase: 'receiving' });
    await compareScope(db, ask);
  }
  await eraseGone(db, ask);
  const at = clock();
  await writeLocal(db, 'sync', { left: left.seq, ...scopeIn(left), at } satisfies SyncLog);
  show({ lastSynced: at });
  return seq;
};

/** Replicates to the phone. @returns contacts that it did not hold before, also those of a round that broke off */
const pull = async ({
  db,
  remote,
  filled,
  known,
  show,
}: Receiving): Promise<{ seq: string; arrived: readonly string[] }> => {
  const first = (await readLocal(db, 'sync')) === null;
  const arrived = (await readLocal<{ ids: string[] }>(db, 'arrived'))?.ids ?? [];
  let remembered: Promise<void> = Promise.resolve();
  const pulling = db.replicate.from(remote, {
    checkpoint: 'target',
    batch_size: 500,
    batches_limit: 10,
    ...(first ? { since: filled.seq } : {}),
  } as PouchDB.Replication.ReplicateOptions);
  pulling.on('change', ({ docs }) => {
    if (docs.length > 0) show({ phase: 'receiving' });
    const fresh = (docs as unknown as Doc[]).filter(doc => !doc._deleted && !known(doc));
    if (fresh.length === 0) return;
    arrived.push(...fresh.map(({ _id }) => _id));
    // Written before the checkpoint passes them: an app closed now still asks about them next time.
    remembered = writeLocal(db, 'arrived', { ids: [...arrived] });
  });
  const { last_seq } = await pulling;
  await remembered;
  return { seq: String(last_seq), arrived };
};
