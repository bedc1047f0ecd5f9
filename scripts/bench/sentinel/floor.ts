import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type CouchServer, couchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Documents of a request of the floor: as few requests as make sense. */
const page = 1000;

const pages = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(list.length / page) }, (_, at) => list.slice(at * page, (at + 1) * page));

/** What work left behind, as it is in the end. */
export interface Touched {
  /** Documents of the main database that changed since the work began. Those that were written again are written. */
  main: readonly Doc[];
  /** Documents of the sentinel's own database that were written. */
  side: readonly Doc[];
}

/** Every document that changed since a moment, as it is now; design documents left out. */
export const changedSince = async (store: Store, since: string): Promise<Doc[]> => {
  const found = new Map<string, Doc>();
  for (let from = since; ; ) {
    const { changes, lastSeq } = await store.changes({ since: from, limit: page, docs: true });
    for (const { doc } of changes) if (doc && !doc._id.startsWith('_')) found.set(doc._id, doc);
    if (changes.length === 0) return [...found.values()];
    from = lastSeq;
  }
};

const without = ({ _rev, ...doc }: Doc): Doc => doc;
const generation = ({ _rev = '0-' }: Doc): number => Number.parseInt(_rev, 10);

interface BulkGet {
  results: { id: string; docs: { ok?: Doc }[] }[];
}

const bulkGet = async (server: CouchServer, name: string, ids: readonly string[]): Promise<Map<string, Doc>> => {
  const { results } = await server.request<BulkGet>(`/${name}/_bulk_get`, {
    method: 'POST',
    body: { docs: ids.map(id => ({ id })) },
  });
  return new Map(results.flatMap(({ id, docs }) => (docs[0]?.ok ? [[id, docs[0].ok] as const] : [])));
};

const bulkDocs = async (server: CouchServer, name: string, docs: readonly Doc[]): Promise<void> => {
  if (docs.length === 0) return;
  const results = await server.request<{ error?: string }[]>(`/${name}/_bulk_docs`, { method: 'POST', body: { docs } });
  const refused = results.find(({ error }) => error);
  if (refused) throw new Error(`The floor could not be written: ${JSON.stringify(refused)}`);
};

let count = 0;

/**
 * The same work in bare requests to this database, in seconds: its changes are read, the same documents fetched by
 * `_bulk_get` and written by `_bulk_docs`, once each, one request at a time, and nothing is thought about. Done in
 * databases of its own, which have no views.
 */
export const floorOf = async (couchUrl: string, touched: Touched): Promise<number> => {
  const server = couchServer(couchUrl);
  const { main: read, side } = touched;
  const main = `bench-floor-${process.pid}-${count++}`;
  const own = `${main}-side`;
  for (const name of [main, own]) await server.createDatabase(name);
  try {
    for (const docs of pages(read)) await bulkDocs(server, main, docs.map(without));
    for (const docs of pages(side)) await bulkDocs(server, own, docs.filter(doc => generation(doc) > 1).map(without));
    const byId = new Map([...read, ...side].map(doc => [doc._id, doc]));
    const start = performance.now();
    const writeAgain = async (name: string, ids: readonly string[], wanted: (id: string) => boolean): Promise<void> => {
      const stored = await bulkGet(server, name, ids);
      const docs = ids.filter(wanted).map(id => {
        const { _rev } = stored.get(id) ?? {};
        return { ...without(byId.get(id)!), ...(_rev ? { _rev } : {}) };
      });
      await bulkDocs(server, name, docs);
    };
    const handled = new Set<string>();
    for (let since = '0'; ; ) {
      const { results, last_seq } = await server.request<{ results: { id: string }[]; last_seq: string }>(
        `/${main}/_changes`,
        { query: { since, limit: page } },
      );
      if (results.length === 0) break;
      since = last_seq;
      // Its own writes come again and are passed over.
      const fresh = results.map(({ id }) => id).filter(id => byId.has(id) && !handled.has(id));
      for (const id of fresh) handled.add(id);
      if (fresh.length > 0) await writeAgain(main, fresh, id => generation(byId.get(id)!) > 1);
    }
    for (const docs of pages(side))
      await writeAgain(
        own,
        docs.map(({ _id }) => _id),
        () => true,
      );
    return (performance.now() - start) / 1000;
  } finally {
    for (const name of [main, own]) await server.deleteDatabase(name);
  }
};
