import type { Settings } from '@rounds/config/settings/settings.ts';
import { openChatBook } from '@rounds/ddocs/chats/book.ts';
import { type DispatchDoc, type DispatchEvent, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import { candidateOf } from '@rounds/sentinel/dispatch/candidates.ts';
import { happenTo } from '@rounds/sentinel/dispatch/happen.ts';
import type { DispatchParts } from '@rounds/sentinel/dispatch/parts.ts';
import { rankOf } from '@rounds/sentinel/dispatch/rank.ts';
import { goOn } from '@rounds/sentinel/dispatch/wave.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { contactAt } from '../chats/receiving.ts';
import type { Caller } from '../session/caller.ts';
import { carrying, type DispatchDoorParts } from './parts.ts';
import { requestFor } from './routes.ts';

/** What they take. */
export type CompatParts = DispatchDoorParts & { vault: Vault };

/**
 * Id of the report of a request that another system calls so. It is made from the name: taken as it is, that would be an id
 * of its choosing, and the request a form, a question to decide or the settings.
 */
export const reportNamed = (name: string): string => idFrom('request of another system', name);

/** What the doors for other dispatch systems share. */
export interface CompatGround {
  carry: DispatchParts;
  /** The section of the settings. @throws AppError `request/invalid` where there is none */
  dispatch(): NonNullable<Settings['dispatch']>;
  /** The address of a chat. @throws AppError `request/invalid` where it is no number */
  addressOf(chat: string): Promise<Address>;
  /** The volunteer who writes in a chat; null where it is nobody's. */
  volunteerAt(chat: string): Promise<Contact | null>;
  /** The same. @throws AppError `doc/missing` where it is nobody's */
  knownAt(chat: string): Promise<Contact>;
  /** The document of a request that another system calls so; null where there is none. */
  madeAs(name: string): Promise<Doc | null>;
  /** A request by what another system calls it, or by an id of ours. @throws AppError where the caller may not see it */
  requestOf(caller: Caller, id: string): Promise<DispatchDoc>;
  /** How a volunteer ranks of whom only his chat is known. */
  candidate(contact: Contact): ReturnType<typeof candidateOf>;
  /** Lets something happen to a request, and what follows; `done` where it counted. */
  happens(id: string, event: DispatchEvent): Promise<{ done: boolean; state: DispatchDoc['state'] | undefined }>;
}

/** Those of a server. */
export const compatGround = (parts: CompatParts): CompatGround => {
  const { main, now, vault } = parts;
  const carry = carrying(parts);
  const settings = () => parts.settings.current();
  const dispatch = () => {
    const { dispatch: section } = settings();
    if (section) return section;
    throw new AppError('request/invalid', 'The programme has no requests for help', {
      hint: 'Add the section dispatch to its settings',
    });
  };
  const addressOf = async (chat: string): Promise<string> => {
    if (!/^-?\d{1,16}$/.test(chat))
      throw new AppError('request/invalid', `"${chat}" is no chat of Telegram`, { hint: 'Send its number' });
    return (await openChatBook(vault)).addressOf(settings().telegram?.bots[0] ?? 'bot', Number(chat));
  };
  const volunteerAt = async (chat: string): Promise<Contact | null> => {
    const contact = await contactAt(main, await addressOf(chat));
    return contact && volunteerOf(contact) ? contact : null;
  };
  const knownAt = async (chat: string): Promise<Contact> => {
    const contact = await volunteerAt(chat);
    if (contact) return contact;
    throw new AppError('doc/missing', `The chat ${chat} is that of no volunteer`, {
      hint: 'Register the volunteer first, with POST volunteer',
    });
  };
  const madeAs = (name: string): Promise<Doc | null> => main.get(dispatchId(reportNamed(name)));
  const requestOf = async (caller: Caller, id: string): Promise<DispatchDoc> => {
    const made = await madeAs(id);
    if (made) return requestFor(parts, caller, made._id);
    return requestFor(parts, caller, id.startsWith('dispatch:') ? id : dispatchId(id));
  };
  const widest = () => Math.max(...dispatch().radius_km);
  const candidate = (contact: Contact) =>
    candidateOf(contact, rankOf({ km: null, open: 0, asked: 0, yes: 0 }, widest(), now()));
  const happens = async (id: string, event: DispatchEvent) => {
    const { doc } = await happenTo(carry, id, () => event);
    const did = doc?.events.some(each => each.id === event.id) ?? false;
    if (did) await goOn(carry, id);
    return { done: did, state: doc?.state };
  };
  return { carry, dispatch, addressOf, volunteerAt, knownAt, madeAs, requestOf, candidate, happens };
};
