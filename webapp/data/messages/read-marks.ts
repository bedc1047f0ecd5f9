import type { MessageRow } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { openMeta, remoteMeta } from '../database/pouch.ts';
import { newFor, type ReadMarks } from './conversations.ts';

/**
 * Which messages the user has read: `read:message:<id>` and `read:report:<id>` in his own meta database, as CHT keeps
 * them.
 */
export interface Reads extends ReadMarks {
  mark(rows: readonly MessageRow[]): Promise<void>;
  /**
   * Exchanges marks with the user's other devices: when something was read here, else every quarter of an hour. Without
   * a network nothing happens: next time does it all.
   */
  exchange(): Promise<void>;
  close(): Promise<void>;
}

/** How far a conversation was read: `read:conversation:<id>` with the moment, as the console of the server keeps it. */
const talkMark = 'read:conversation:';

const idOf = ({ doc, form }: Pick<MessageRow, 'doc' | 'form'>): string => `read:${form ? 'report' : 'message'}:${doc}`;

/** How long one waits for what was read elsewhere, in ms: an exchange is half a dozen requests. */
const pause: Ms = 15 * 60_000;

/** Opens the marks of a user, from the phone alone. @param now milliseconds since 1970 */
export const openReads = async (user: string, origin: string, now: () => Ms): Promise<Reads> => {
  const db = openMeta(user);
  const listeners = new Set<() => void>();
  let marked = new Set<string>();
  /** Up to when each conversation was read. */
  let readTo = new Map<string, Ms>();
  let exchanging: Promise<void> | undefined;
  /** Whether something was read here that the server has not heard of. */
  let fresh = true;
  let exchanged: Ms = 0;

  const tell = () => {
    for (const listener of listeners) listener();
  };
  const readAll = async () => {
    const { rows } = await db.allDocs({ startkey: 'read:', endkey: 'read:\ufff0' });
    marked = new Set(rows.map(({ id }) => id));
    const range = { startkey: talkMark, endkey: `${talkMark}\ufff0`, include_docs: true } as const;
    const talks = await db.allDocs<{ at?: Ms }>(range);
    readTo = new Map(talks.rows.map(({ id, doc }) => [id.slice(talkMark.length), Number(doc?.at) || 0]));
  };
  // Without its marks the app says that more is new than is; it must open all the same.
  await readAll().catch(() => undefined);

  const exchange = async (): Promise<void> => {
    const remote = remoteMeta(origin, user);
    try {
      fresh = false;
      const { pull } = await db.sync(remote, { batch_size: 500 });
      exchanged = now();
      if (!pull?.docs_written) return;
      await readAll();
      tell();
    } catch {
      // The marks stay on the phone; the next round sends them.
      fresh = true;
    } finally {
      await remote.close().catch(() => undefined);
    }
  };

  return {
    isRead: row => row.at < now() - newFor || marked.has(idOf(row)) || row.at <= (readTo.get(row.with) ?? 0),
    mark: async rows => {
      const ids = [...new Set(rows.map(idOf))].filter(id => !marked.has(id));
      if (ids.length === 0) return;
      for (const id of ids) marked.add(id);
      tell();
      await db.bulkDocs(ids.map(_id => ({ _id }))).catch(() => undefined);
      fresh = true;
    },
    exchange: async () => {
      if (!fresh && now() - exchanged < pause) return;
      exchanging ??= exchange().finally(() => {
        exchanging = undefined;
      });
      await exchanging;
    },
    onChange: listener => void listeners.add(listener),
    close: () => db.close(),
  };
};
