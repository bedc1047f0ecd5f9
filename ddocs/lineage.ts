import { ancestorIds, type Contact, type Lineage, minifyLineage } from './contacts.ts';
import type { Doc } from './doc.ts';
import { isReport, type Report, subjectOf } from './reports.ts';
import type { Store } from './store.ts';

/** A contact and the places above it, nearest first; a place that is missing is there as `{_id}`. */
export interface Placed {
  doc: Contact;
  lineage: Contact[];
}

/** What a document is about. */
export interface Hydrated {
  /** The places above, of a contact. */
  lineage: Contact[];
  /** Who sent a report. */
  contact?: Placed;
  /** Whom a report names as patient: by short code, else by id (`data-model.md` §1.3). */
  patient?: Placed;
  /** The place that a report names. */
  place?: Placed;
}

/**
 * Everything that a batch of contacts and reports is about, with three requests at most, four with `primary`.
 *
 * @param docs these documents stand for themselves: none of them is read again, even where another one names it
 * @param options.primary also read the primary contact of each place
 * @returns what each document is about, by its id, and every contact met, by its id
 */
export const hydrate = async (
  store: Store,
  docs: readonly Doc[],
  { primary = false } = {},
): Promise<{ about: Map<string, Hydrated>; contacts: Map<string, Contact> }> => {
  const known = new Map<string, Contact | null>(docs.filter(isContactLike).map(doc => [doc._id, doc]));
  const read = async (ids: Iterable<string>) => {
    const unread = [...new Set(ids)].filter(id => !known.has(id));
    const found = await store.getMany(unread);
    unread.forEach((id, at) => {
      const doc = found[at];
      known.set(id, doc && isContactLike(doc) ? doc : null);
    });
  };

  const reports = docs.filter(isReport);
  const named = reports.flatMap(report => Object.values(subjectOf(report)));
  const idOf = await idsByCode(store, named, known);
  const people = [...reports.flatMap(({ contact }) => contact?._id ?? []), ...named.map(name => idOf.get(name) ?? name)];
  await read([...people, ...docs.filter(isContactLike).flatMap(ancestorIds)]);
  await read(people.flatMap(id => ancestorIds(known.get(id) ?? {})));
  if (primary) await read([...known.values()].flatMap(doc => (doc?.contact?._id ? [doc.contact._id] : [])));

  const lineageOf = (doc: Contact) => ancestorIds(doc).map(id => known.get(id) ?? ({ _id: id } as Contact));
  const placed = (name: string | undefined): Placed | undefined => {
    const doc = name === undefined ? undefined : known.get(idOf.get(name) ?? name);
    return doc ? { doc, lineage: lineageOf(doc) } : undefined;
  };
  const about = (doc: Doc): Hydrated => {
    if (isContactLike(doc)) return { lineage: lineageOf(doc) };
    if (!isReport(doc)) return { lineage: [] };
    const { patient, place } = subjectOf(doc);
    const parts = { contact: sender(doc, known, lineageOf), patient: placed(patient), place: placed(place) };
    return { lineage: [], ...Object.fromEntries(Object.entries(parts).filter(([, part]) => part)) };
  };
  return {
    about: new Map(docs.map(doc => [doc._id, about(doc)])),
    contacts: new Map([...known].filter((entry): entry is [string, Contact] => entry[1] !== null)),
  };
};

/** A document with ids where hydration would have put documents: what may be stored (`data-model.md` §1.3). */
export const minify = <T extends Doc>(doc: T): T => {
  const { parent, contact, patient, place, linked_docs, ...rest } = doc as Doc & {
    parent?: unknown;
    contact?: unknown;
    linked_docs?: unknown;
  };
  return {
    ...rest,
    ...(isObject(parent) ? only('parent', minifyLineage(parent)) : only('parent', parent)),
    ...(isObject(contact) ? only('contact', minifyLineage(contact)) : only('contact', contact)),
    ...(isReport(doc) && isObject(patient) ? {} : only('patient', patient)),
    ...(isReport(doc) && isObject(place) ? {} : only('place', place)),
    ...(isObject(linked_docs) ? { linked_docs: linkedIds(linked_docs) } : only('linked_docs', linked_docs)),
  } as unknown as T;
};

const contactLike = new Set(['contact', 'district_hospital', 'health_center', 'clinic', 'person']);
const isContactLike = (doc: Doc): doc is Contact => contactLike.has(doc.type ?? '');

/** The id of each contact that one of these names is the short code of; the first by id where several have it. */
const idsByCode = async (store: Store, names: readonly string[], known: Map<string, Contact | null>): Promise<Map<string, string>> => {
  const ids = new Map<string, string>();
  for (const doc of known.values()) for (const code of [doc?.patient_id, doc?.place_id]) if (code && doc) ids.set(String(code), doc._id);
  const unknown = [...new Set(names)].filter(name => !ids.has(name));
  if (unknown.length === 0) return ids;
  const keys = unknown.map(name => ['shortcode', name] as const);
  const rows = await store.query('medic-client/contacts_by_reference', { keys, limit: keys.length * 10, docs: true });
  for (const { key, id, doc } of rows) {
    const code = String((key as readonly string[])[1]);
    if (ids.has(code)) continue;
    ids.set(code, id);
    if (doc && !known.has(id)) known.set(id, doc as Contact);
  }
  return ids;
};

const sender = ({ contact }: Report, known: Map<string, Contact | null>, lineageOf: (doc: Contact) => Contact[]): Placed | undefined => {
  if (!contact?._id) return undefined;
  const doc = known.get(contact._id) ?? ({ ...contact } as Lineage as Contact);
  return { doc, lineage: lineageOf(doc) };
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const only = (key: string, value: unknown): object => (value === undefined ? {} : { [key]: value });
const linkedIds = (linked: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(linked).map(([tag, value]) => [tag, isObject(value) && value._id ? value._id : value]));
