import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { changeLocal, readLocal } from '../database/local-docs.ts';
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

interface Held {
  replies: HeldReply[];
}

/** Replies that wait on this device, the oldest first. */
export const readHeld = async (db: PouchDB.Database): Promise<HeldReply[]> =>
  (await readLocal<Held>(db, place))?.replies ?? [];

/** Has a reply wait. */
export const hold = (db: PouchDB.Database, reply: HeldReply): Promise<void> =>
  changeLocal<Held>(db, place, held => ({
    replies: [...(held?.replies ?? []).filter(({ id }) => id !== reply.id), reply],
  }));

/** A reply waits no more: it went, or was given up. */
export const letGo = (db: PouchDB.Database, id: string): Promise<void> =>
  changeLocal<Held>(db, place, held => ({ replies: (held?.replies ?? []).filter(reply => reply.id !== id) }));

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

/** Why a reply that waited is to be looked at again before it goes. */
export type WhyAsk = { why: 'answered'; by: string } | { why: 'old' };

/** Why a reply that waited must be looked at again; undefined where it may go. */
export const whyAsk = (
  { at, seen, beside }: Pick<HeldReply, 'at' | 'seen'> & { beside?: Beside },
  messages: readonly Went[],
  { user, now }: { user: string; now: Ms },
): WhyAsk | undefined => {
  const by = answeredBy(messages, user, seen);
  if (by !== undefined) return { why: 'answered', by };
  const isOver = beside?.due !== undefined && Date.parse(beside.due) <= now;
  return isOver || (beside?.due === undefined && now - at > oldAfter) ? { why: 'old' } : undefined;
};
