import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { laterParticipation } from '@rounds/ddocs/chats/consent.ts';
import { volunteerOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Caller } from '../../../session/caller.ts';
import type { Wanted } from './wanted.ts';

type Of = Pick<Wanted, 'doc' | 'stored'>;

const textOf = (value: unknown): string => JSON.stringify(value ?? null);

/**
 * Whether a document takes the place of the stored one. A revision of a phone that was away stands beside it, and is
 * merged: it may be as old as it is, but it may not bring what nobody gave.
 */
const replaces = ({ doc, stored }: Of): boolean => {
  const { ids } = (doc._revisions ?? {}) as { ids?: unknown };
  return !Array.isArray(ids) || !stored?._rev || ids.includes(stored._rev.split('-')[1]);
};

const chatsOf = (doc: Contact | null): string[] =>
  (Array.isArray(doc?.addresses) ? doc.addresses : []).flatMap(entry =>
    isChatAddress(entry?.address) ? [entry.address] : [],
  );

/** Whoever could give a contact the chat of another would read what is said to that one, and speak in that name. */
const whyNotChats = ({ doc, stored }: Of): string | undefined => {
  const before = chatsOf(stored as Contact | null);
  const strange = chatsOf(doc as Contact).find(address => !before.includes(address));
  return strange === undefined ? undefined : 'A chat is linked from the chat itself, not with "addresses"';
};

/** How somebody takes part is what she said herself. */
const whyNotParticipation = (wanted: Of): string | undefined => {
  const [next, before] = [wanted.doc, wanted.stored].map(doc => (doc as Contact | null)?.participation);
  const isSame = textOf(next) === textOf(before);
  const isOlder = !!before && (!next || laterParticipation(before, next) === before);
  return isSame || (isOlder && !replaces(wanted))
    ? undefined
    : '"participation" follows from what she says herself, and is written by the server alone';
};

/** Volunteers read where somebody in need lives: whoever manages requests says who is one. */
const whyNotVolunteer = (settings: Settings, { roles }: Caller, wanted: Of): string | undefined => {
  const [next, before] = [wanted.doc, wanted.stored].map(doc => (doc ? volunteerOf(doc as Contact) : undefined));
  const isSame = next?.status === before?.status;
  return isSame || (!next && !replaces(wanted)) || may(settings, roles, 'can_manage_dispatch')
    ? undefined
    : 'Who is a volunteer is decided by users with the permission can_manage_dispatch';
};

/** Why a contact says what only the server, or a user of a work, may say of it; undefined where it does not. */
export const whyNotServerFields = (settings: Settings, caller: Caller, wanted: Of): string | undefined =>
  caller.admin
    ? undefined
    : (whyNotChats(wanted) ?? whyNotParticipation(wanted) ?? whyNotVolunteer(settings, caller, wanted));
