import http from 'pouchdb-adapter-http';
import idb from 'pouchdb-adapter-idb';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';

PouchDB.plugin(idb).plugin(http).plugin(replication);

/** Name of the database of a user on this device: one each, so that nobody ever sees the data of another. */
export const databaseName = (user: string): string => `rounds-user-${user}`;

/**
 * Opens the database of a user on this device, making it where there is none. The adapter is `idb`: `indexeddb` refuses
 * writes as soon as two tabs write.
 */
export const openDatabase = (user: string): PouchDB.Database =>
  new PouchDB(databaseName(user), { adapter: 'idb', auto_compaction: true });

/** What tells a database from a later one of the same name. */
export const identityOf = (db: PouchDB.Database): Promise<string> => (db as unknown as { id(): Promise<string> }).id();

/** The programme's database at the server, for replication. @param onStatus is told the status of every answer */
export const remoteDatabase = (origin: string, onStatus: (status: number) => void): PouchDB.Database =>
  new PouchDB(`${origin}/medic`, {
    skip_setup: true,
    fetch: async (url, options) => {
      const answer = await PouchDB.fetch(url, { ...options, credentials: 'include' });
      onStatus(answer.status);
      return answer;
    },
  });

/** Opens what a user has read on this device and others, making it where there is none. */
export const openMeta = (user: string): PouchDB.Database =>
  new PouchDB(`${databaseName(user)}-meta`, { adapter: 'idb', auto_compaction: true });

/** The user's meta database at the server, made there when it is first asked for. */
export const remoteMeta = (origin: string, user: string): PouchDB.Database =>
  new PouchDB(`${origin}/medic-user-${encodeURIComponent(user)}-meta`, {
    fetch: (url, options) => PouchDB.fetch(url, { ...options, credentials: 'include' }),
  });
