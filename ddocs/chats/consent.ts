import type { Address } from '../documents/addresses.ts';
import type { Contact, Participation } from '../documents/contacts.ts';
import type { Doc, Ms } from '../documents/doc.ts';

/** Something that a person said about her taking part. Entries are written and never changed: they prove it. */
export interface Consent extends Doc {
  type: 'consent';
  contact: string;
  /** `undone` takes back what a colleague wrote for her by mistake. */
  what: 'given' | 'refused' | 'paused' | 'resumed' | 'left' | 'erase' | 'undone';
  at: Ms;
  /** Through what she said it: `command`, `dialogue:<id>`; `staff:<user>` where a colleague wrote it for her. */
  by: string;
  /** Where she said it. */
  address?: Address;
  /** The document that she was shown, and the language in which. */
  version?: string;
  language?: string;
  /** What she did: a message, a press, a run. */
  event?: string;
  /** How she took part before; absent where nothing was known. Of what a colleague wrote for her, and of what takes it back. */
  before?: Participation['state'];
}

/** Whether a document is what a person said about her taking part. */
export const isConsent = (doc: Doc | null | undefined): doc is Consent =>
  doc?.type === 'consent' && doc._id.startsWith('consent:');

/** Id of an entry, made from what it came of. */
export const consentId = (contact: string, event: string): string => `consent:${contact}:${event}`;

const states: Readonly<Record<Exclude<Consent['what'], 'undone'>, Participation['state']>> = {
  given: 'active',
  resumed: 'active',
  paused: 'paused',
  refused: 'refused',
  left: 'left',
  erase: 'left',
};

/** Whether one entry comes after what is known. Of two of one moment the greater id counts, on every machine. */
const isNewer = (entry: Participation, known: Participation | undefined): boolean =>
  !known || entry.since > known.since || (entry.since === known.since && entry.by > known.by);

/**
 * A contact as an entry leaves her: the newest counts, in whichever order they come. Who left and comes back does so by a
 * consent, not by ending a pause.
 */
export const withConsent = (contact: Contact, { _id: by, what, at: since, before }: Consent): Contact => {
  const { participation: known, ...rest } = contact;
  const state = what === 'undone' ? before : states[what];
  // Nothing was known of how she takes part before what is taken back.
  if (state === undefined) return known && isNewer({ ...known, since, by }, known) ? (rest as Contact) : contact;
  const next: Participation = { state, since, by };
  if (!isNewer(next, known) || (what === 'resumed' && known && known.state !== 'paused')) return contact;
  return { ...contact, participation: next };
};

/** Of two versions of a contact, how she takes part: what she said last. */
export const laterParticipation = (
  one: Participation | undefined,
  other: Participation | undefined,
): Participation | undefined => (other && isNewer(other, one) ? other : one);
