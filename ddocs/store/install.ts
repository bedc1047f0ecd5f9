import type { Databases } from '../documents/databases.ts';
import type { Doc } from '../documents/doc.ts';
import { isAppError } from '../documents/error.ts';
import { adminsOnly, type Security } from '../documents/security.ts';
import { validateText } from '../validate/validate.ts';
import { type CouchServer, couchServer, refusalOf } from './couch-server.ts';
import { type DesignDoc, mainDesign } from './design.ts';

/** Where the installation says what it does; a pino logger is one. */
export interface InstallLog {
  info(facts: object, message: string): void;
}

/** What an installation changed. Both lists are empty when all was as it should be. */
export interface Installed {
  /** Databases that were not there. */
  created: string[];
  /** Design documents written anew, as `<database>/<id>`. */
  designs: string[];
}

/** Longest that one request waits for an index, in ms; then its progress is told and it is asked again. */
const patience = 15_000;

/**
 * Creates what is missing: the databases of a programme and CouchDB's own, open to administrators only, and the design
 * documents. A main database that an administrator opened to named users or roles stays open to them, and then carries
 * the validation: CouchDB asks it for each document, about a millisecond each, so it is left out where only the api and
 * the sentinel write, of which the first runs the same text under the user's name (`api/replicate/write.ts`) and the
 * second is the server's own. Does nothing the second time, and may run in several processes at once. A design document
 * whose views changed is first built under `_design/:staged:<name>`: CouchDB keeps one index for equal views whatever
 * the document is called, so that the old views answer until the new ones are built, and the new ones answer from the
 * first moment.
 *
 * @param couchUrl with the credentials of an administrator
 * @param options.designs of the main database; default {@link mainDesign}
 * @throws `store/unreachable`, `store/refused`
 */
export const installDatabases = async (
  couchUrl: string,
  databases: Databases,
  { log = silent, designs }: { log?: InstallLog; designs?: readonly DesignDoc[] } = {},
): Promise<Installed> => {
  const server = couchServer(couchUrl);
  const { main, sentinel, logs, usersMeta, vault } = databases;
  const created: string[] = [];
  for (const name of ['_users', '_replicator'])
    if (!(await server.hasDatabase(name)) && (await createSystem(server, name))) created.push(name);
  for (const name of [main, sentinel, logs, usersMeta, vault]) {
    if (await server.createDatabase(name)) created.push(name);
    if (name !== main) await closeToOthers(server, name);
  }
  const shared = await isShared(server, main);
  if (!shared) await closeToOthers(server, main);
  if (created.length > 0) log.info({ databases: created }, 'Created databases');

  const written: string[] = [];
  for (const design of designs ?? mainDesign(shared ? validateText() : undefined))
    if (await installDesign(server, main, design, log)) written.push(`${main}/${design._id}`);
  if (written.length > 0) await cleanUp(server, main);
  return { created, designs: written };
};

const silent: InstallLog = { info: () => undefined };

/** CouchDB's own databases: the embedded one has them, or does without. */
const createSystem = async (server: CouchServer, name: string): Promise<boolean> => {
  try {
    return await server.createDatabase(name);
  } catch (error) {
    if (refusalOf(error)) return false;
    throw error;
  }
};

/**
 * Whether an administrator let named users or roles write to a database. One that is open to everybody is not meant so.
 */
const isShared = async (server: CouchServer, name: string): Promise<boolean> => {
  const { members, admins } = await server.request<Partial<Security>>(`/${encodeURIComponent(name)}/_security`);
  const others = ({ names = [], roles = [] }: Partial<Security['members']> = {}) => [
    ...names,
    ...roles.filter(role => role !== '_admin'),
  ];
  return [...others(members), ...others(admins)].length > 0;
};

const closeToOthers = async (server: CouchServer, name: string): Promise<void> => {
  const path = `/${encodeURIComponent(name)}/_security`;
  const stored = await server.request<Partial<Security>>(path);
  if (JSON.stringify([stored.admins, stored.members]) === JSON.stringify([adminsOnly.admins, adminsOnly.members]))
    return;
  await server.setSecurity(name, adminsOnly);
};

/** @returns whether it was written */
const installDesign = async (
  server: CouchServer,
  database: string,
  design: DesignDoc,
  log: InstallLog,
): Promise<boolean> => {
  const stored = await read(server, database, design._id);
  if (stored && text(stored) === text(design)) {
    await removeLeftover(server, database, design);
    return false;
  }
  const staged = stored && JSON.stringify(stored.views) !== JSON.stringify(design.views) ? stagedOf(design) : undefined;
  if (staged) await build(server, database, staged, log);
  await put(server, database, design);
  if (staged) await remove(server, database, staged._id);
  log.info({ database, design: design._id }, stored ? 'Upgraded a design document' : 'Installed a design document');
  return true;
};

const stagedOf = ({ _id, language, views }: DesignDoc): DesignDoc => ({
  _id: _id.replace('_design/', '_design/:staged:'),
  language,
  views: views ?? {},
});

/**
 * Takes away the staged document of an upgrade that was cut off when all but that was done; one that another process is
 * building stays.
 */
const removeLeftover = async (server: CouchServer, database: string, design: DesignDoc): Promise<void> => {
  const { _id, views } = stagedOf(design);
  const left = await read(server, database, _id);
  if (left && JSON.stringify(left.views) === JSON.stringify(views)) await remove(server, database, _id);
};

/** Writes a staged design document and waits until its index is built. */
const build = async (server: CouchServer, database: string, staged: DesignDoc, log: InstallLog): Promise<void> => {
  await put(server, database, staged);
  log.info({ database, design: staged._id }, 'Building the new views; the old ones answer meanwhile');
  // All views of a design document share one index: when one answers, all are built.
  const view = Object.keys(staged.views ?? {})[0];
  while (view && !(await answers(server, `${docPath(database, staged._id)}/_view/${encodeURIComponent(view)}`)))
    log.info(
      { database, design: staged._id, percent: await progress(server, staged._id) },
      'Still building the new views',
    );
};

const remove = async (server: CouchServer, database: string, id: string): Promise<void> => {
  const { _rev } = (await read(server, database, id)) ?? {};
  if (_rev) await unless409(server.request(docPath(database, id), { method: 'DELETE', query: { rev: _rev } }));
};

/** Whether a view answers within {@link patience}; asking makes CouchDB build it. */
const answers = async (server: CouchServer, path: string): Promise<boolean> => {
  const signal = AbortSignal.timeout(patience);
  try {
    await server.request(path, { query: { limit: 1, reduce: false }, signal });
    return true;
  } catch (error) {
    const refusal = refusalOf(error);
    // Another process was quicker, and has taken the staged document away.
    if (refusal?.status === 404) return true;
    // A busy CouchDB ends a request that waits for an index with a 500 of its own after a while.
    if (signal.aborted || refusal?.error === 'timeout') return false;
    throw error;
  }
};

interface ActiveTask {
  type?: string;
  design_document?: string;
  progress?: number;
}

/** How far an index is built, in percent, the slowest shard counting; undefined where the server does not tell. */
const progress = async (server: CouchServer, id: string): Promise<number | undefined> => {
  try {
    const tasks = await server.request<ActiveTask[]>('/_active_tasks');
    const mine = tasks.filter(({ type, design_document }) => type === 'indexer' && design_document === id);
    return mine.length === 0 ? undefined : Math.min(...mine.map(({ progress = 0 }) => progress));
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
};

/** Frees the room of indexes that no design document has any more. */
const cleanUp = async (server: CouchServer, database: string): Promise<void> => {
  try {
    await server.request(`/${encodeURIComponent(database)}/_view_cleanup`, { method: 'POST', body: {} });
  } catch (error) {
    if (!refusalOf(error)) throw error;
  }
};

/** Writes a design document over whatever stands there; when another process was quicker, over that. */
const put = async (server: CouchServer, database: string, design: DesignDoc): Promise<void> => {
  for (;;) {
    const stored = await read(server, database, design._id);
    if (stored && text(stored) === text(design)) return;
    const body = { ...design, ...(stored ? { _rev: stored._rev } : {}) };
    if (await unless409(server.request(docPath(database, design._id), { method: 'PUT', body }))) return;
  }
};

const unless409 = async (change: Promise<unknown>): Promise<boolean> => {
  try {
    await change;
    return true;
  } catch (error) {
    if (refusalOf(error)?.status === 409) return false;
    throw error;
  }
};

const read = async (server: CouchServer, database: string, id: string): Promise<Doc | null> => {
  try {
    return await server.request<Doc>(docPath(database, id));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal?.status === 404 && refusal.reason !== 'Database does not exist.') return null;
    throw error;
  }
};

const docPath = (database: string, id: string): string =>
  `/${encodeURIComponent(database)}/_design/${encodeURIComponent(id.slice('_design/'.length))}`;

/** A design document as text, without its revision and with its keys in one order. */
const text = ({ _rev, ...doc }: Doc): string =>
  JSON.stringify(Object.entries(doc).sort(([a], [b]) => (a < b ? -1 : 1)));
