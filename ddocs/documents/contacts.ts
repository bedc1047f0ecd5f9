import type { Address } from './addresses.ts';
import type { Doc, Iso, Ms } from './doc.ts';

/** A parent chain with ids only: `{_id, parent: {_id, ...}}`. */
export interface Lineage {
  _id: string;
  parent?: Lineage;
}

/** How somebody takes part in what the programme says to her. */
export interface Participation {
  state: 'active' | 'paused' | 'left' | 'refused';
  /** When she said so, in ms. */
  since: Ms;
  /** Id of the entry that says so. */
  by: string;
}

/** A person or a place. See README.md of ddocs, "Contacts". */
export interface Contact extends Doc {
  /** `contact`, or one of the four hard-coded types of old programmes. */
  type: string;
  contact_type?: string;
  name?: string;
  reported_date?: Ms;
  parent?: Lineage;
  /** Primary contact of a place. */
  contact?: Lineage;
  phone?: string;
  /**
   * Where it is reached by chat; `blocked` is one that takes nothing more from us. Rounds' own key.
   */
  addresses?: { address: Address; blocked?: boolean }[];
  /** How a person takes part, from what she said last; absent where she never said. Rounds' own key. */
  participation?: Participation;
  /** She is there to try dialogues out: without delays, and never counted. Rounds' own key. */
  trial?: boolean;
  /** The language in which she is spoken to, such as `sw`. Rounds' own key. */
  language?: string;
  /** Short code of a person. */
  patient_id?: string;
  /** Short code of a place. */
  place_id?: string;
  rc_code?: string;
  date_of_birth?: string;
  date_of_death?: Iso | Ms;
  /** Which report last said whether this person is dead. Rounds' own key. */
  death_report?: DeathReport;
  /** When muted; the key is absent when not. Old data may hold `true` or a number. */
  muted?: Iso | true | number;
  /**
   * Why it is muted, copied here so that a phone can say it without a network; absent when not muted. Rounds' own key.
   */
  muted_by?: MutedBy;
  muting_history?: ClientMutingHistory;
  user_for_contact?: UserForContact;
  /** Role of the login that is wished for, as CHT's forms write it. */
  role?: string;
  roles?: string | string[];
  /** Faults that the server found, for people to read. */
  errors?: { code: string; message: string }[];
}

/** What is wished of the login of a contact, and what became of it. */
export interface UserForContact {
  /** A login is to be made; taken away once it is. */
  create?: boolean | 'true' | 'false';
  /** The login that was made. Rounds' own key. */
  created?: { username: string; date: Iso };
  /** Logins of the contact that are handed on to another, by the name of the user. */
  replace?: Record<string, HandedOn>;
}

/**
 * A login that is handed on. `username`, the new one, and `report_id`, the report that asked for it, are Rounds' own
 * keys.
 */
interface HandedOn {
  status: 'PENDING' | 'READY' | 'COMPLETE' | 'ERROR';
  replacement_contact_id?: string;
  username?: string;
  report_id?: string;
}

/**
 * Where a contact is reached: its phone, else the first of its chats that takes something; undefined where it is not.
 */
export const reachedAt = ({ phone, addresses }: Pick<Contact, 'phone' | 'addresses'>): Address | undefined => {
  if (phone) return String(phone);
  return Array.isArray(addresses) ? addresses.find(entry => entry?.address && !entry.blocked)?.address : undefined;
};

/** The report that last said whether a person is dead: a late one that was made before it changes nothing. */
export interface DeathReport {
  report_id: string;
  /** When it was made, never later than `arrived`. */
  reported_date: Ms;
  /** When it came to the server. */
  arrived: Ms;
}

/** The report that muted a contact. */
export interface MutedBy {
  report_id?: string;
  /** The contact the report was about; the contact itself when muted directly. */
  root: string;
  /** When the report was made. */
  reported_date?: Ms;
  /** Contact id of the person who sent the report. */
  sender?: string;
  /** Set where the mute is about the contact alone, and nobody below it. */
  scope?: 'self';
}

/** What a device did to a contact, and what the server made of it. */
export interface ClientMutingHistory {
  server_side: { muted: boolean; date?: Iso | true | number };
  client_side: { muted: boolean; date: Iso; report_id?: string }[];
  last_update: 'client_side' | 'server_side';
}

/** A type of `settings.contact_types`, in so far as documents need it. */
export interface ContactType {
  id: string;
  parents?: string[];
  person?: boolean;
}

/** The effective type: `contact_type` when `type` is `contact`, else `type`. */
export const typeOf = (doc: Doc): string | undefined =>
  doc.type === 'contact' ? (doc.contact_type as string | undefined) : doc.type;

/** Whether a document is a contact of one of these types. */
export const isContact = (doc: Doc | null | undefined, types: readonly ContactType[]): doc is Contact =>
  !!doc && types.some(({ id }) => id === typeOf(doc));

/** Whether a contact is a person rather than a place. */
export const isPerson = (doc: Doc | null | undefined, types: readonly ContactType[]): doc is Contact => {
  const type = doc && types.find(({ id }) => id === typeOf(doc));
  return !!type && (type.person === true || type.id === 'person');
};

/** Whether a contact of one type may stand below one of another. @param type as `settings.contact_types` has it */
export const mayStandBelow = (type: ContactType | undefined, parentType: string | undefined): boolean =>
  parentType !== undefined && (type?.parents ?? []).includes(parentType);

/**
 * Ids by which reports name a contact: its `_id`, `patient_id`, `place_id`, as text, each once.
 */
export const subjectIds = (contact: Doc): string[] => [
  ...new Set(
    [contact._id, contact.patient_id, contact.place_id]
      // Another program may have left an object there, which names nobody.
      .filter(id => id !== undefined && id !== null && id !== '' && typeof id !== 'object')
      .map(String),
  ),
];

/** Whether `muted` is set; `false` and absence both mean not muted. Only this function may test that key. */
export const isMuted = (contact: { muted?: unknown } | null | undefined): boolean => !!contact?.muted;

/** Whether a mute reaches who is below a contact: it is muted, and not for itself alone. */
export const mutesBelow = (contact: { muted?: unknown; muted_by?: MutedBy | undefined } | null | undefined): boolean =>
  isMuted(contact) && contact?.muted_by?.scope !== 'self';

/** Ids of the places above, nearest first; at most 50 levels, so that a loop in bad data ends. */
export const ancestorIds = (doc: { parent?: Lineage | undefined }): string[] => {
  const ids: string[] = [];
  for (let at = doc.parent; at?._id && ids.length < 50; at = at.parent) ids.push(at._id);
  return ids;
};

/** A lineage with ids only, or undefined where there is none. */
export const minifyLineage = (parent: unknown): Lineage | undefined => {
  const ids: string[] = [];
  for (
    let at = parent as Partial<Lineage> | undefined;
    at && typeof at === 'object' && at._id && ids.length < 50;
    at = at.parent
  )
    ids.push(at._id);
  return ids.reduceRight<Lineage | undefined>((below, _id) => (below ? { _id, parent: below } : { _id }), undefined);
};
