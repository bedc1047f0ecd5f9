/// <reference types="pouchdb-replication" />
import http from 'pouchdb-adapter-http';
import idb from 'pouchdb-adapter-idb';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';

PouchDB.plugin(idb).plugin(http).plugin(replication);

/** What a page of the benchmark runs: replication of everything with PouchDB's defaults. Answers in ms. */
Object.assign(window, {
  replicate: async () => {
    const start = performance.now();
    await new PouchDB('bench', { adapter: 'idb' }).replicate.from(`${location.origin}/medic`);
    return performance.now() - start;
  },
});
