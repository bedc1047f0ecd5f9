import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import type { Key, Store } from '@rounds/ddocs/store/store.ts';
import type { Couch } from '../couch/couch.ts';
import type { Scope } from './scope.ts';

/** The databases that candidates are looked for in. */
interface Source {
  couch: Couch;
  databases: Databases;
  main: Store;
}

const rowsAtOnce = 1_000_000;
const keysAtOnce = 250;

interface ContactRow {
  shortcode?: string | number;
  primary_contact?: string;
}

/** Contacts of the user's places as the view has them, each once. */
const placeRows = async (main: Store, { facilities, depth }: Pick<Scope, 'facilities' | 'depth'>) => {
  const levels = Number.isFinite(depth)
    ? Array.from({ length: Math.min(depth, 50) + 1 }, (_, level) => level)
    : [undefined];
  const keys: Key[] = facilities.flatMap(facility =>
    levels.map(level => (level === undefined ? [facility] : [facility, level])),
  );
  return keys.length === 0 ? [] : main.query<ContactRow>('medic/contacts_by_depth', { keys, limit: rowsAtOnce });
};

/** Primary contacts of the user's places, with the depth of the shallowest place that names them. */
export const primaryContacts = async (
  main: Store,
  scope: Pick<Scope, 'facilities' | 'depth'>,
): Promise<Map<string, number>> => {
  const found = new Map<string, number>();
  for (const { key, value } of await placeRows(main, scope)) {
    const depth = Array.isArray(key) && typeof key[1] === 'number' ? key[1] : 0;
    if (typeof value.primary_contact === 'string')
      found.set(value.primary_contact, Math.min(depth, found.get(value.primary_contact) ?? Infinity));
  }
  return found;
};

/** Where a whole index is read rather than many keys of it: CouchDB reads some fifty rows in the time of one key. */
const rowsForAKey = 20;

/** How many rows the index of replication keys has. */
const indexSize = async ({ couch, databases }: Source): Promise<number> => {
  const path = `/${encodeURIComponent(databases.main)}/_design/medic/_view/docs_by_replication_key?limit=1`;
  return (await couch.json<{ total_rows?: number }>(path)).total_rows ?? Number.POSITIVE_INFINITY;
};

/** Ids of the documents that the view lists under any of these keys; one may come several times. */
export const idsByKeys = async (source: Source, keys: readonly string[]): Promise<string[]> => {
  const { main } = source;
  if (keys.length > keysAtOnce && (await indexSize(source)) < keys.length * rowsForAKey) {
    const wanted = new Set<unknown>(keys);
    const rows = await main.query('medic/docs_by_replication_key', { limit: rowsAtOnce });
    return rows.filter(({ key }) => wanted.has(key)).map(({ id }) => id);
  }
  const ids: string[] = [];
  const rest = [...keys];
  const work = async () => {
    for (let some = rest.splice(0, keysAtOnce); some.length > 0; some = rest.splice(0, keysAtOnce)) {
      const rows = await main.query('medic/docs_by_replication_key', { keys: some, limit: rowsAtOnce });
      for (const { id } of rows) ids.push(id);
    }
  };
  await Promise.all([work(), work(), work()]);
  return ids;
};

/** Ids of the contacts, by the subject ids under which reports name them. */
const subjectsUnder = async (main: Store, scope: Scope): Promise<{ ids: Set<string>; subjects: Set<string> }> => {
  const ids = new Set<string>();
  const subjects = new Set<string>();
  for (const { id, value } of await placeRows(main, scope)) {
    ids.add(id);
    subjects.add(id);
    // An object there names nobody; a text that cannot be made of it would end the fill of everybody.
    if (['string', 'number'].includes(typeof value.shortcode)) subjects.add(String(value.shortcode));
  }
  const elsewhere = [...scope.primary.keys()].filter(id => !ids.has(id));
  for (const contact of await main.getMany(elsewhere)) {
    if (!contact) continue;
    ids.add(contact._id);
    for (const id of subjectIds(contact)) subjects.add(id);
  }
  return { ids, subjects };
};

/**
 * Ids of everything that a user of a device may hold, sorted: a little more than that, for the rules of `scope.ts`
 * decide. It costs the database one request for the contacts, and one for each 250 of them or one in all.
 */
export const candidates = async (source: Source, scope: Scope): Promise<string[]> => {
  const { ids, subjects } = await subjectsUnder(source.main, scope);
  if (scope.contactId) subjects.add(scope.contactId);
  const keys = [...subjects, '_all', userId(scope.name), ...(scope.unassigned ? ['_unassigned'] : [])];
  for (const id of await idsByKeys(source, keys)) ids.add(id);
  ids.add('_design/medic-client');
  return [...ids].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
};

/** Ids of contacts under and including some contacts, and of the reports about them and by them, sorted. */
export const candidatesAbout = async (
  source: Source,
  scope: Scope,
  contactIds: readonly string[],
): Promise<string[]> => {
  const { ids, subjects } = await subjectsUnder(source.main, {
    ...scope,
    facilities: contactIds,
    depth: Infinity,
    primary: new Map(),
  });
  for (const id of contactIds) ids.add(id);
  for (const id of await idsByKeys(source, [...subjects])) ids.add(id);
  return [...ids].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
};
