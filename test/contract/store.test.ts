import { pouchStore } from '@rounds/ddocs/pouch-store.ts';
import { viewMaps } from '@rounds/ddocs/view-maps.ts';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { storeContract } from './store-suite.ts';

PouchDB.plugin(memory);

describe('the Store port over PouchDB', () => {
  storeContract(async () => {
    const open = (name: string) => new PouchDB(`${name}-${crypto.randomUUID()}`, { adapter: 'memory' });
    const [db, closed] = [open('contract'), open('closed')];
    await closed.close();
    return { store: pouchStore(db, viewMaps()), unreachable: pouchStore(closed, viewMaps()), close: () => db.destroy() };
  });
});
