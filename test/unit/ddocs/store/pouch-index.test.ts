import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { followIndex } from '@rounds/ddocs/store/pouch-index.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { expect } from 'chai';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(memory);

/** How many documents of type `x` an index lists. */
const count = async (index: ReturnType<typeof followIndex>): Promise<number> =>
  (await index()).query('medic-client/doc_by_type', { key: ['x'], limit: 10_000 }).length;
const docs = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ _id: `d${from + at}`, type: 'x' }));

describe('the index on a phone', () => {
  let db: PouchDB.Database;
  beforeEach(() => {
    db = new PouchDB(`index-${crypto.randomUUID()}`, { adapter: 'memory' });
  });
  afterEach(() => db.destroy());

  it('follows what was written since, however much that is', async () => {
    await db.bulkDocs(docs(0, 10));
    const index = followIndex(db, viewMaps());
    expect(await count(index)).to.equal(10);
    await db.bulkDocs(docs(10, 2510));
    expect(await count(index)).to.equal(2510);
    await db.bulkDocs(
      (await db.allDocs({ limit: 1500 })).rows.map(({ id, value }) => ({ _id: id, _rev: value.rev, _deleted: true })),
    );
    expect(await count(index)).to.equal(1010);
  });

  it('shows each reader what was written before he asked', async () => {
    const index = followIndex(db, viewMaps());
    const counts: Promise<number>[] = [];
    for (let written = 0; written < 20; written++) {
      await db.bulkDocs(docs(written, written + 1));
      counts.push(count(index));
    }
    (await Promise.all(counts)).forEach((seen, at) => {
      expect(seen).to.be.at.least(at + 1);
    });
  });

  it('is filled with what its owner has read anyway, and follows from there', async () => {
    await db.bulkDocs(docs(0, 3));
    let asked = 0;
    const everything = async () => {
      asked++;
      return { docs: [{ _id: 'handed over', type: 'x' }], seq: (await db.info()).update_seq };
    };
    const store = pouchStore(db, viewMaps(), { everything });
    const read = async () =>
      (await store.query('medic-client/doc_by_type', { key: ['x'], limit: 10 })).map(({ id }) => id);
    expect(asked).to.equal(0);
    expect(await read()).to.deep.equal(['handed over']);
    await db.bulkDocs(docs(3, 4));
    expect(await read()).to.deep.equal(['d3', 'handed over']);
    expect(asked).to.equal(1);
  });

  it('tries again after a fill that failed', async () => {
    let tries = 0;
    const index = followIndex(db, viewMaps(), async () => {
      if (++tries === 1) throw new Error('no memory');
      return { docs: docs(0, 2), seq: 0 };
    });
    const error = await index().then(
      () => undefined,
      thrown => thrown,
    );
    expect([String(error), isAppError(error)]).to.deep.equal(['Error: no memory', false]);
    expect(await count(index)).to.equal(2);
  });

  it('knows the winner of a conflict and forgets the loser', async () => {
    const index = followIndex(db, viewMaps());
    const types = async () => (await index()).query('medic-client/doc_by_type', { limit: 10 }).map(({ key }) => key);
    await db.bulkDocs([{ _id: 'a', _rev: '1-a', type: 'loser' }], { new_edits: false });
    expect(await types()).to.deep.equal([['loser']]);
    await db.bulkDocs([{ _id: 'a', _rev: '1-b', type: 'winner' }], { new_edits: false });
    expect(await types()).to.deep.equal([['winner']]);
    await db.bulkDocs([{ _id: 'a', _rev: '1-0', type: 'late' }], { new_edits: false });
    expect(await types()).to.deep.equal([['winner']]);
  });
});
