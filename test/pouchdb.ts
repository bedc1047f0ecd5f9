import http from 'pouchdb-adapter-http';
import memory from 'pouchdb-adapter-memory';
import Core from 'pouchdb-core';
import replication from 'pouchdb-replication';

/**
 * PouchDB with what tests need. Plugins change the one PouchDB of a process, and replication refuses to be added twice.
 */
export const PouchDB = Core.plugin(memory).plugin(http).plugin(replication);
