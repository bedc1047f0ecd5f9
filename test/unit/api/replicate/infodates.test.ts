import { noteDates } from '@rounds/api/replicate/couchdb/infodates.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);

describe('the dates of an infodoc', () => {
  let store: Store;
  let db: PouchDB.Database;
  beforeEach(() => {
    db = new PouchDB(`info-${crypto.randomUUID()}`, { adapter: 'memory' });
    store = pouchStore(db, viewMaps());
  });
  afterEach(() => db.destroy());

  it('are both set when a document comes for the first time, and then the latest only', async () => {
    await noteDates(store, ['a', 'b', 'a'], '2026-01-01T00:00:00.000Z');
    await noteDates(store, ['a'], '2026-02-01T00:00:00.000Z');
    expect(await store.get('a-info')).to.include({
      ...{ type: 'info', doc_id: 'a', initial_replication_date: '2026-01-01T00:00:00.000Z' },
      latest_replication_date: '2026-02-01T00:00:00.000Z',
    });
    expect(await store.get('b-info')).to.include({ latest_replication_date: '2026-01-01T00:00:00.000Z' });
  });

  it('leave everything that the sentinel owns as it is, also when it writes at the same moment', async () => {
    await store.write([
      { _id: 'a-info', type: 'info', doc_id: 'a', initial_replication_date: 'unknown', transitions: {} },
    ]);
    let meddled = 0;
    const meddling: Store = {
      ...store,
      // Between the reading and the writing the sentinel writes, three times.
      async getMany(ids, options) {
        const docs = await store.getMany(ids, options);
        if (meddled < 3) {
          meddled += 1;
          const [newest] = await store.getMany(['a-info']);
          await store.write([{ ...newest!, transitions: { muting: { run: meddled } } }]);
        }
        return docs as never;
      },
    };
    await noteDates(meddling, ['a'], '2026-01-01T00:00:00.000Z');
    expect(meddled).to.equal(3);
    expect(await store.get('a-info')).to.deep.include({
      ...{ initial_replication_date: 'unknown', latest_replication_date: '2026-01-01T00:00:00.000Z' },
      transitions: { muting: { run: 3 } },
    });
  });
});
