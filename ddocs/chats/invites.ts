import { createHash, randomBytes } from 'node:crypto';
import type { Doc } from '../documents/doc.ts';
import type { Store } from '../store/store.ts';

/** Links by which a chat is known for that of a contact. Whoever has one may use it, once; only hashes are stored. */
export interface Invites {
  /** A new one: 22 signs of base64url, as a link to a bot may carry. Older ones of the contact work no more. */
  make(contact: string): Promise<string>;
  /** Uses one up. Of two who use it at once one gets it. @returns the contact; null for one unknown or used */
  use(token: string): Promise<string | null>;
}

interface InviteDoc extends Doc {
  type: 'invite';
  contact: string;
}

const prefix = 'invite:';

/** Whether a text may be an invite. */
export const isInvite = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text);

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const idOf = (contact: string, token: string): string => `${prefix}${hashOf(token)}:${hashOf(contact).slice(0, 16)}`;

/** @param store the vault's database */
export const openInvites = (store: Store): Invites => ({
  make: async contact => {
    const token = randomBytes(16).toString('base64url');
    // A contact has one at a time: what stood under its own key is taken away with it.
    const own = `${prefix}of:${hashOf(contact)}`;
    const before = await store.get<Doc & { invite?: string }>(own);
    const old = before?.invite ? await store.get(before.invite) : null;
    const id = idOf(contact, token);
    const doc: InviteDoc = { _id: id, type: 'invite', contact };
    await store.write([
      doc,
      { ...before, _id: own, type: 'invite-of', invite: id },
      ...(old ? [{ _id: old._id, _rev: old._rev!, _deleted: true }] : []),
    ]);
    return token;
  },
  use: async token => {
    if (!isInvite(token)) return null;
    const from = `${prefix}${hashOf(token)}:`;
    const [found] = await store.range<InviteDoc>({ from, to: `${from}\ufff0`, limit: 1 });
    if (found?.type !== 'invite') return null;
    const { ok } = await store.writeAlone({ _id: found._id, _rev: found._rev!, _deleted: true });
    return ok ? found.contact : null;
  },
});

/** Ids of what is kept of the invites of a contact. @param store the vault's database */
export const inviteIdsOf = async (store: Store, contact: string): Promise<string[]> => {
  const own = `${prefix}of:${hashOf(contact)}`;
  const doc = await store.get<Doc & { invite?: string }>(own);
  return [own, ...(doc?.invite ? [doc.invite] : [])];
};
