import {
  ancestorIds,
  type Contact,
  type ContactType,
  isContact,
  isMuted,
  isPerson,
  mutesBelow,
  typeOf,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { fold, haystack, needles } from './fold.ts';

/** What the lists know of a contact: enough to show and find it without opening its document. */
export interface Person {
  id: string;
  /** Id in `settings.contact_types`. */
  type: string;
  name: string;
  person: boolean;
  /** Id of the place directly above; '' for none. */
  parent: string;
  phone: string;
  /** Short code; '' for none. */
  code: string;
  /** Muted by itself or by a cascade: the key on its own document. */
  muted: boolean;
  /** Muted for itself alone: nobody below it is. */
  alone?: boolean;
  died: boolean;
  /** Primary contact of a place; '' for none. */
  primary: string;
  born: string;
  sex?: string;
  /** What it is found by, see `fold.ts`. */
  words: string;
  /** What it is sorted by. */
  sort: string;
}

/** Everybody on the phone, in memory. */
export interface People {
  /** Takes documents that came, changed or went; tells listeners once. */
  apply(docs: readonly Doc[]): void;
  /** Takes everybody at once, from `rows()` of an earlier time. */
  restore(rows: readonly Person[]): void;
  rows(): Person[];
  get(id: string): Person | undefined;
  size(): number;
  /** Directly below a place, see {@link byState} for the order. */
  children(id: string): Person[];
  /** Everybody below a place, at any depth. */
  below(id: string): Person[];
  /** Places above, nearest first. */
  above(id: string): Person[];
  /** Whether it is muted, or a place above with everyone in it. */
  silent(person: Person): boolean;
  /** All of whom every word of a text is known by; those whose name begins with it first, muted ones last. */
  search(text: string): Person[];
  /** Calls back after each change until `signal` aborts. */
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** The row of a contact's document, or null when it is none of these types. */
export const personOf = (doc: Doc, types: readonly ContactType[]): Person | null => {
  if (doc._deleted || !isContact(doc, types)) return null;
  const contact: Contact = doc;
  const name = String(contact.name ?? '');
  const code = String(contact.patient_id || contact.place_id || '');
  const phone = String(contact.phone ?? '');
  return {
    id: contact._id,
    type: typeOf(contact)!,
    name,
    person: isPerson(contact, types),
    parent: ancestorIds(contact)[0] ?? '',
    phone,
    code,
    muted: isMuted(contact),
    alone: isMuted(contact) && !mutesBelow(contact),
    died: !!contact.date_of_death,
    primary: contact.contact?._id ?? '',
    born: String(contact.date_of_birth ?? ''),
    ...(typeof contact.sex === 'string' ? { sex: contact.sex } : {}),
    words: haystack({ name, codes: [code, contact.rc_code], phone }),
    sort: fold(name),
  };
};

/** Order of a list: the living before the dead, active before muted, then by name. */
export const byState = (a: Person, b: Person): number =>
  Number(a.died) - Number(b.died) || Number(a.muted) - Number(b.muted) || byName(a, b);

/** By name, numbers in a name by their value; equal names by id. */
export const byName = (a: Person, b: Person): number => {
  if (a.sort === b.sort) return a.id < b.id ? -1 : 1;
  const [x, y] = [a.sort, b.sort];
  // Plain comparison is 20 times as fast as a collator; numbers are the only case in which people see the difference.
  return /\d/.test(x) && /\d/.test(y) ? numeric.compare(x, y) : x < y ? -1 : 1;
};
const numeric = new Intl.Collator('en', { numeric: true });

/** Everybody by id, and the ids of those directly below each place. */
interface Kept {
  byId: Map<string, Person>;
  childIds: Map<string, Set<string>>;
}

/** @param types reads `settings.contact_types` as they are now */
export const people = (types: () => readonly ContactType[]): People => {
  const kept: Kept = { byId: new Map(), childIds: new Map() };
  const changed = new EventTarget();
  const tell = () => changed.dispatchEvent(new Event('people'));
  return {
    apply(docs) {
      const touched = docs.filter(doc => take(kept, doc, types()));
      if (touched.length > 0) tell();
    },
    restore(rows) {
      kept.byId.clear();
      kept.childIds.clear();
      for (const row of rows) put(kept, row);
      tell();
    },
    rows: () => [...kept.byId.values()],
    get: id => kept.byId.get(id),
    size: () => kept.byId.size,
    children: id => childrenOf(kept, id).sort(byState),
    below: id => below(kept, id),
    above: id => above(kept, id),
    silent: person => silent(kept, person),
    search: text => search(kept, text),
    onChange: (listener, signal) => changed.addEventListener('people', listener, { signal }),
  };
};

/** Takes the row of a contact. @returns whether the document is one of a contact, or was */
const take = (kept: Kept, doc: Doc, types: readonly ContactType[]): boolean => {
  const row = personOf(doc, types);
  const had = remove(kept, doc._id);
  if (row) put(kept, row);
  return had || row !== null;
};

const put = ({ byId, childIds }: Kept, row: Person): void => {
  byId.set(row.id, row);
  const siblings = childIds.get(row.parent);
  if (siblings) siblings.add(row.id);
  else childIds.set(row.parent, new Set([row.id]));
};

const remove = ({ byId, childIds }: Kept, id: string): boolean => {
  const row = byId.get(id);
  if (!row) return false;
  childIds.get(row.parent)?.delete(id);
  return byId.delete(id);
};

const childrenOf = (kept: Kept, id: string): Person[] =>
  [...(kept.childIds.get(id) ?? [])].map(each => kept.byId.get(each)!).filter(Boolean);

const above = ({ byId }: Kept, id: string): Person[] => {
  const found: Person[] = [];
  for (let at = byId.get(byId.get(id)?.parent ?? ''); at && found.length < 50; at = byId.get(at.parent)) found.push(at);
  return found;
};

const below = (kept: Kept, id: string): Person[] => {
  const found = childrenOf(kept, id);
  for (let at = 0; at < found.length; at++) found.push(...childrenOf(kept, found[at]!.id));
  return found;
};

const silent = (kept: Kept, person: Person): boolean =>
  person.muted || above(kept, person.id).some(({ muted, alone }) => muted && !alone);

const search = (kept: Kept, text: string): Person[] => {
  const words = needles(text);
  if (words.length === 0) return [];
  const first = fold(text);
  const found = [...kept.byId.values()].filter(row => words.every(word => row.words.includes(word)));
  const silence = new Map(found.map(row => [row.id, silent(kept, row)]));
  return found.sort(
    (a, b) =>
      Number(a.died) - Number(b.died) ||
      Number(silence.get(a.id)) - Number(silence.get(b.id)) ||
      Number(!a.sort.startsWith(first)) - Number(!b.sort.startsWith(first)) ||
      byName(a, b),
  );
};
