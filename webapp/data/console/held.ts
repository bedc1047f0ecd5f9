import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';
import type { Beside, Recipient } from '../messages/send.ts';

/**
 * A reply that was written while the server could not be reached. It waits on this device, for by the time that it could
 * go somebody else may have answered, or what it says may be too old.
 */
export interface HeldReply {
  id: string;
  /** The conversation. */
  with: string;
  text: string;
  recipient: Recipient;
  beside: Beside;
  /** When it was written, and when the last message was that its writer had seen. */
  at: Ms;
  seen: Ms;
}

/** A reply older than that is asked about before it goes. */
export const oldAfter: Ms = 3_600_000;

const place = 'held-replies';

/** Replies that wait on this device, the oldest first. */
export const readHeld = async (db: PouchDB.Database): Promise<HeldReply[]> =>
  (await readLocal<{ replies: HeldReply[] }>(db, place))?.replies ?? [];

/** Has a reply wait. */
export const hold = async (db: PouchDB.Database, reply: HeldReply): Promise<void> =>
  writeLocal(db, place, { replies: [...(await readHeld(db)), reply] });

/** Lets a reply go, or gives it up: it waits no more. @returns whether it was there, so that it goes once */
export const letGo = async (db: PouchDB.Database, id: string): Promise<boolean> => {
  const all = await readHeld(db);
  const left = all.filter(reply => reply.id !== id);
  if (left.length === all.length) return false;
  await writeLocal(db, place, { replies: left });
  return true;
};

/** Something that went out in a conversation: when, and by whom of the staff. */
interface Went {
  at: Ms;
  incoming: boolean;
  by?: { name: string };
}

/** Whoever of the staff answered after a moment; undefined where nobody did. What bots and rules say is no answer. */
export const answeredBy = (messages: readonly Went[], user: string, seen: Ms): string | undefined =>
  messages.findLast(
    ({ incoming, by, at }) => !incoming && !!by && by.name !== user && !/^\w+:|^chats$/.test(by.name) && at > seen,
  )?.by?.name;

/** Why a reply that waited must be looked at again; undefined where it may go. */
export const whyAsk = (
  { at, seen }: Pick<HeldReply, 'at' | 'seen'>,
  messages: readonly Went[],
  { user, now }: { user: string; now: Ms },
): { why: 'answered'; by: string } | { why: 'old' } | undefined => {
  const by = answeredBy(messages, user, seen);
  if (by !== undefined) return { why: 'answered', by };
  return now - at > oldAfter ? { why: 'old' } : undefined;
};
