import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { localeChain } from '@rounds/config/words/translations.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type UserSettings, userId } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { WriteForParts } from '../replicate/write-for.ts';
import type { Caller } from '../session/caller.ts';
import { maySee, type Scope } from '../visibility/scope.ts';
import type { InterviewParts } from './parts.ts';

/** Somebody who does something by chat, as he stands at this moment. */
export interface Asker {
  /** With his permissions: those of his login, or for somebody without one those of her own matters. */
  caller: Caller;
  /** Whether it is a login; somebody without one acts on herself alone. */
  isUser: boolean;
  scope: Scope;
  /** His contact; null where there is none. */
  me: Contact | null;
  settings: UserSettings | null;
  language: string;
  /** Locales to try for words, the best first. */
  locales: readonly string[];
  may: (permission: string) => boolean;
  /** What he may read, and nothing else. */
  store: Pick<Store, 'get' | 'getMany'>;
  /** Judges what he writes. */
  writing: WriteForParts;
}

/** Why nobody may do anything at an address. */
export type NoAsker = 'nobody' | 'ended';

/** What a chat tells of who acts in it. */
export interface InChatAs {
  /** Where he acts. */
  address: string;
  user?: string | undefined;
  contact?: string | undefined;
  language?: string | undefined;
}

/** Role of somebody whose chat is linked to a contact and to no login; no settings can give it to anybody. */
const ownRole = 'chat:own';

const withoutLogin = (contact: string): Caller => ({
  name: `chat:${contact}`,
  roles: [ownRole],
  facilities: [contact],
  contactId: contact,
  fullname: undefined,
  language: undefined,
  online: false,
  admin: false,
});

/** Of herself somebody without a login sees what there is, and of nobody else anything. */
const ownScope = (caller: Caller): Scope => ({
  name: caller.name,
  online: false,
  admin: false,
  facilities: caller.facilities,
  contactId: caller.contactId,
  depth: 0,
  reportDepth: 0,
  primary: new Map(),
  replicatePrimaryContacts: false,
  unassigned: false,
  views: { contacts: false, reports: false, users: false },
});

/** The settings, with the one permission that it takes to send a report about oneself. */
const withOwnRole = (settings: Settings): Settings => ({
  ...settings,
  permissions: { ...settings.permissions, can_edit: [...(settings.permissions.can_edit ?? []), ownRole] },
});

/** Reads what somebody may see. */
const seenBy = ({ main, audiences }: InterviewParts, scope: Scope): Asker['store'] => {
  const getMany = async <T extends Doc>(ids: readonly string[]): Promise<(T | null)[]> => {
    if (ids.length === 0) return [];
    const docs = await main.getMany<T>(ids);
    const found = docs.filter(doc => doc !== null);
    const seen = await audiences.of(found);
    const allowed = new Set(found.filter((_, at) => maySee(scope, seen[at]!)));
    return docs.map(doc => (doc && allowed.has(doc) ? doc : null));
  };
  return { getMany, get: async <T extends Doc>(id: string) => (await getMany<T>([id]))[0] ?? null };
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Who acts in a chat, with the permissions and the places that he has at this moment. A login that is there no more, or
 * may not log in, may do nothing.
 */
export const whoAsks = async (
  parts: InterviewParts,
  { address, user, contact, language }: InChatAs,
): Promise<Asker | NoAsker> => {
  if (user === undefined && contact === undefined) return 'nobody';
  const named = user === undefined ? withoutLogin(contact!) : await parts.named(user);
  if (!named) return 'ended';
  const isUser = user !== undefined;
  const me = named.contactId ? await parts.main.get<Contact>(named.contactId) : null;
  // A chat that was unlinked in the app is nobody's, whatever is remembered of it.
  if (!me?.addresses?.some(entry => entry.address === address)) return 'nobody';
  const scope = isUser ? await parts.scope(named) : ownScope(named);
  const current = parts.settings.current();
  const rights = isUser ? current : withOwnRole(current);
  const settings = isUser ? await parts.main.get<UserSettings>(userId(named.name)) : null;
  const locales = localeChain(textOf(me?.language), named.language, language, current.locale_outgoing, current.locale);
  return {
    caller: named,
    isUser,
    scope,
    me,
    settings,
    language: locales[0]!,
    locales,
    may: permission => may(rights, named.roles, permission),
    store: seenBy(parts, scope),
    writing: isUser
      ? parts
      : { ...parts, settings: { ...parts.settings, current: () => rights }, scope: async () => scope },
  };
};
