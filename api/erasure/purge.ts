import { setTimeout } from 'node:timers/promises';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type CouchServer, refusalOf } from '@rounds/ddocs/store/couch-server.ts';

/** Documents of one request: CouchDB purges a hundred at once. */
const atOnce = 100;
/** How often a document is tried that is written to meanwhile. */
const mostTries = 20;
/** How long the files of a database may take to be written anew, in ms. */
const longest = 6 * 3600_000;

const pathOf = (database: string): string => `/${encodeURIComponent(database)}`;

interface Leaves {
  results: { id: string; deleted?: boolean; changes: { rev: string }[] }[];
}

/** All leaves of documents, deleted ones too, the winner first. */
const leavesOf = async (server: CouchServer, database: string, ids: readonly string[]) => {
  const { results } = await server.request<Leaves>(`${pathOf(database)}/_changes`, {
    ...{ method: 'POST', query: { filter: '_doc_ids', style: 'all_docs' }, body: { doc_ids: ids } },
  });
  return new Map(
    results.map(({ id, changes, deleted = false }) => [id, { revs: changes.map(({ rev }) => rev), deleted }] as const),
  );
};

/** What `_purge` takes: the leaves of each document. */
const purgeBody = (leaves: Awaited<ReturnType<typeof leavesOf>>): Record<string, string[]> =>
  Object.fromEntries([...leaves].map(([id, { revs }]) => [id, revs]));

/**
 * Takes documents out of a database so that nothing of them is left but in its files: each leaf is deleted, with an empty
 * body, which tells whoever follows the changes; then all are purged. Done twice it changes nothing.
 * @returns how many there were
 */
export const purgeDocs = async (server: CouchServer, database: string, ids: readonly string[]): Promise<number> => {
  let count = 0;
  for (let at = 0; at < ids.length; at += atOnce) {
    const some = ids.slice(at, at + atOnce);
    for (let tries = 0; ; tries += 1) {
      const leaves = await leavesOf(server, database, some);
      if (leaves.size === 0) break;
      if (tries === 0) count += leaves.size;
      if (tries > mostTries)
        throw new AppError('store/refused', `Documents of ${database} are written to again and again`);
      const docs: Doc[] = [...leaves].flatMap(([_id, { revs, deleted }]) =>
        deleted ? [] : revs.map(_rev => ({ _id, _rev, _deleted: true })),
      );
      if (docs.length > 0) await server.request(`${pathOf(database)}/_bulk_docs`, { method: 'POST', body: { docs } });
      const body = purgeBody(docs.length > 0 ? await leavesOf(server, database, some) : leaves);
      await server.request(`${pathOf(database)}/_purge`, { method: 'POST', body });
    }
  }
  return count;
};

/** Takes away the leaves of documents that lost to another: an old edit that nobody sees is still there. */
export const purgeLosers = async (server: CouchServer, database: string, ids: readonly string[]): Promise<void> => {
  for (let at = 0; at < ids.length; at += atOnce) {
    const leaves = await leavesOf(server, database, ids.slice(at, at + atOnce));
    const losers = [...leaves].flatMap(
      ([
        id,
        {
          revs: [, ...rest],
        },
      ]) => (rest.length > 0 ? [[id, rest] as const] : []),
    );
    if (losers.length === 0) continue;
    await server.request(`${pathOf(database)}/_purge`, { method: 'POST', body: Object.fromEntries(losers) });
  }
};

/** Begins something that a server may lack. */
const tryPost = async (server: CouchServer, path: string): Promise<void> => {
  try {
    await server.request(path, { method: 'POST', body: {} });
  } catch (error) {
    const { status = 500 } = refusalOf(error) ?? {};
    if (![404, 405, 501].includes(status)) throw error;
  }
};

interface Info {
  compact_running?: boolean;
}

const compacting = async (server: CouchServer, path: string): Promise<boolean> => {
  const info = await server.request<Info & { view_index?: Info }>(path);
  return info.compact_running === true || info.view_index?.compact_running === true;
};

/**
 * Has the files of a database and of its indexes written anew, so that what was overwritten or purged is nowhere on the
 * disk. Resolves when that is done.
 */
export const compactDatabase = async (server: CouchServer, database: string, now: () => number): Promise<void> => {
  if (!(await server.hasDatabase(database))) return;
  const path = pathOf(database);
  const { rows } = await server.request<{
    rows: { id: string; doc: { language?: string; views?: Record<string, unknown> } }[];
  }>(`${path}/_all_docs`, { query: { startkey: '_design/', endkey: '_design0', include_docs: true } });
  const paths = [path];
  for (const { id, doc } of rows) {
    const [view] = Object.keys(doc.views ?? {});
    if (view === undefined) continue;
    // Brought up to date first: an index forgets what was purged only then.
    if (doc.language !== 'query') await server.request(`${path}/${id}/_view/${view}`, { query: { limit: 0 } });
    await tryPost(server, `${path}/_compact/${id.slice('_design/'.length)}`);
    paths.push(`${path}/${id}/_info`);
  }
  await tryPost(server, `${path}/_compact`);
  await tryPost(server, `${path}/_view_cleanup`);
  const end = now() + longest;
  for (const each of paths)
    while ((await compacting(server, each)) && now() < end) await setTimeout(200, undefined, { ref: false });
};
