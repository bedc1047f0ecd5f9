import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { type Ground, ids, putInto } from './ground.ts';

/** The feed of changes, and the database as a whole. */
export const changesContract = (ground: () => Ground): void => {
  let store: Store;
  before(() => {
    store = ground().store;
  });
  const put = (...docs: Doc[]) => putInto(store, ...docs);

  describe('changes', () => {
    const now = async () => (await store.info()).seq;

    it('tell each document once, at its newest revision, and whether it is deleted', async () => {
      const since = await now();
      const [a, b] = await put({ _id: 'ch-a', type: 'x' }, { _id: 'ch-b', type: 'x' });
      const [a2] = await put({ _id: 'ch-a', _rev: a!, type: 'x' });
      const [b2] = await put({ _id: 'ch-b', _rev: b!, _deleted: true });
      const { changes, pending } = await store.changes({ since, limit: 10 });
      const told = changes
        .map(({ id, rev, deleted, doc }) => ({ id, rev, deleted, doc }))
        .sort((x, y) => (x.id < y.id ? -1 : 1));
      expect(told).to.deep.equal([
        { id: 'ch-a', rev: a2, deleted: false, doc: undefined },
        { id: 'ch-b', rev: b2, deleted: true, doc: undefined },
      ]);
      expect(pending).to.equal(0);
    });

    it('are read page after page until nothing is pending, without a gap', async () => {
      const since = await now();
      const written = Array.from({ length: 25 }, (_, at) => ({ _id: `page-${at}`, type: 'x' }));
      await put(...written);
      const seen: string[] = [];
      let at = since;
      for (let pages = 0; pages < 6; pages++) {
        const page = await store.changes({ since: at, limit: 10 });
        seen.push(...ids(page.changes));
        at = page.lastSeq;
        if (page.changes.length < 10) break;
        expect(page.pending).to.not.equal(0);
      }
      expect(seen.sort()).to.deep.equal(written.map(({ _id }) => _id).sort());
      expect((await store.changes({ since: at, limit: 10 })).changes).to.deep.equal([]);
    });

    it('begin at `0` with the first document and at `now` with none', async () => {
      await put({ _id: 'ch-first', type: 'x' });
      expect((await store.changes({ since: '0', limit: 1 })).changes).to.have.length(1);
      const page = await store.changes({ since: 'now', limit: 10 });
      expect(page.changes).to.deep.equal([]);
      await put({ _id: 'ch-next', type: 'x' });
      expect(ids((await store.changes({ since: page.lastSeq, limit: 10 })).changes)).to.deep.equal(['ch-next']);
    });

    it('go on from the sequence of any one of them', async () => {
      const since = await now();
      await put(...['one', 'two', 'three'].map(name => ({ _id: `seq-${name}`, type: 'x' })));
      const { changes } = await store.changes({ since, limit: 10 });
      const rest = await store.changes({ since: changes[0]!.seq, limit: 10 });
      expect(ids(rest.changes)).to.include.members(ids(changes.slice(1)));
    });

    it('bring the documents and their conflicts when asked for', async () => {
      const since = await now();
      await put({ _id: 'ch-doc', type: 'x', name: 'with' });
      await store.write(
        ['1-aa', '1-bb'].map(_rev => ({ _id: 'ch-split', _rev, type: 'x' })),
        { newEdits: false },
      );
      const { changes } = await store.changes({ since, limit: 10, docs: true, conflicts: true });
      const docs = new Map(changes.map(({ id, doc }) => [id, doc]));
      expect(docs.get('ch-doc')?.name).to.equal('with');
      expect(docs.get('ch-doc')?._conflicts).to.equal(undefined);
      expect(docs.get('ch-split')?._conflicts).to.deep.equal(['1-aa']);
    });

    it('can be counted without reading them, where the database knows', async () => {
      const since = await now();
      await put({ _id: 'count-a', type: 'x' }, { _id: 'count-b', type: 'x' });
      const { changes, lastSeq, pending } = await store.changes({ since, limit: 0 });
      expect(changes).to.deep.equal([]);
      expect(pending).to.be.oneOf([2, -1]);
      expect(ids((await store.changes({ since: lastSeq, limit: 10 })).changes).sort()).to.deep.equal([
        'count-a',
        'count-b',
      ]);
    });

    it('wait for the first one', async () => {
      const since = await now();
      const waiting = store.changes({ since, limit: 10, wait: 20_000 });
      await new Promise(resolve => setTimeout(resolve, 50));
      await put({ _id: 'ch-awaited', type: 'x' });
      expect(ids((await waiting).changes)).to.deep.equal(['ch-awaited']);
    });

    it('wait no longer than asked', async () => {
      const since = await now();
      const page = await store.changes({ since, limit: 10, wait: 100 });
      expect(page.changes).to.deep.equal([]);
      await put({ _id: 'ch-later', type: 'x' });
      expect(ids((await store.changes({ since: page.lastSeq, limit: 10 })).changes)).to.deep.equal(['ch-later']);
    });

    it('end a wait, with nothing, when the caller has no more use for them', async () => {
      const since = await now();
      const end = new AbortController();
      const waiting = store.changes({ since, limit: 10, wait: 20_000, signal: end.signal });
      await new Promise(resolve => setTimeout(resolve, 50));
      end.abort();
      expect((await waiting).changes).to.deep.equal([]);
      expect((await store.changes({ since, limit: 10, signal: end.signal })).changes).to.deep.equal([]);
    });
  });

  describe('the database', () => {
    it('tells its name, how many documents it holds and where its changes end', async () => {
      const before = await store.info();
      const [rev] = await put({ _id: 'counted', type: 'x' });
      const after = await store.info();
      expect([before.name, after.docCount - before.docCount]).to.deep.equal([store.name, 1]);
      expect(after.seq).to.be.a('string').and.to.not.equal(before.seq);
      await put({ _id: 'counted', _rev: rev!, _deleted: true });
      expect((await store.info()).docCount).to.equal(before.docCount);
    });

    it('says `store/unreachable` when it cannot be reached, whatever is asked', async () => {
      const { unreachable } = ground();
      const asked: Record<string, () => Promise<unknown>> = {
        get: () => unreachable.get('x'),
        getMany: () => unreachable.getMany(['x']),
        write: () => unreachable.write([{ _id: 'x', type: 'x' }]),
        writeAlone: () => unreachable.writeAlone({ _id: 'x', type: 'x' }),
        query: () => unreachable.query('medic-client/doc_by_type', { key: ['x'], limit: 1 }),
        range: () => unreachable.range({ from: 'a', to: 'b', limit: 1 }),
        changes: () => unreachable.changes({ since: '0', limit: 1 }),
        getLocal: () => unreachable.getLocal('x'),
        putLocal: () => unreachable.putLocal('x', {}),
        info: () => unreachable.info(),
      };
      for (const [name, ask] of Object.entries(asked)) {
        const error = await ask().then(
          () => undefined,
          thrown => thrown,
        );
        expect(isAppError(error, 'store/unreachable'), `${name}: ${error}`).to.equal(true);
      }
    });
  });
};
