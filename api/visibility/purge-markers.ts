import { purgeDatabase, purgedId, purgeInfoId, unpurgedId } from '@rounds/ddocs/documents/purged.ts';
import type { Couch } from '../couch/couch.ts';

/** What is purged for devices, by the roles of their users. */
export interface PurgeMarkers {
  /** A text that changes whenever something is purged for these roles, or no longer is; '' while nothing is. */
  generation(roles: readonly string[]): Promise<string>;
  /** Those of the ids that are purged for these roles. */
  among(roles: readonly string[], ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/** How long an answer about a whole role set is believed, in ms. */
const believed = 5_000;
const keysAtOnce = 5_000;
const rolesKept = 200;

interface Info {
  doc_count: number;
  doc_del_count: number;
}

interface KeyRow {
  key: string;
  value?: { deleted?: boolean };
}

/** What stands at a path; null for nothing. */
const read = async <T>(couch: Couch, path: string): Promise<T | null> => {
  const response = await couch.admin(path);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return (await response.json()) as T;
};

/**
 * Of two runs that purge as much as they bring back only the time tells that something changed; the counts tell all
 * others.
 */
const find = async (couch: Couch, database: string): Promise<string> => {
  const info = await read<Info>(couch, `/${database}`);
  if (!info || info.doc_count + info.doc_del_count === 0) return '';
  const { changed = '' } = (await read<{ changed?: unknown }>(couch, `/${database}/_local/${purgeInfoId}`)) ?? {};
  return [info.doc_count, info.doc_del_count, changed].join('.');
};

/**
 * Reads the markers that the sentinel's job writes, one database a set of roles. While there is none for a set, or none
 * in it, that is found out once in five seconds for all devices of these roles, and nothing else is asked.
 * @param main name of the main database. @param now milliseconds since 1970
 */
export const openPurgeMarkers = (couch: Couch, main: string, now: () => number): PurgeMarkers => {
  const generations = new Map<string, { until: number; answer: Promise<string> }>();

  const generation = async (roles: readonly string[]): Promise<string> => {
    const database = encodeURIComponent(purgeDatabase(main, roles));
    const known = generations.get(database);
    if (known && known.until > now()) return known.answer;
    const answer = find(couch, database);
    generations.set(database, { until: now() + believed, answer });
    if (generations.size > rolesKept) generations.delete(generations.keys().next().value!);
    try {
      return await answer;
    } catch (error) {
      generations.delete(database);
      throw error;
    }
  };

  return {
    generation,
    async among(roles, ids) {
      const found = new Set<string>();
      if (ids.length === 0 || (await generation(roles)) === '') return found;
      const database = encodeURIComponent(purgeDatabase(main, roles));
      for (let at = 0; at < ids.length; at += keysAtOnce) {
        const keys = ids.slice(at, at + keysAtOnce).map(purgedId);
        const { rows } = await couch.json<{ rows: KeyRow[] }>(`/${database}/_all_docs`, { keys });
        for (const { key, value } of rows) if (value && !value.deleted) found.add(unpurgedId(key));
      }
      return found;
    },
  };
};
