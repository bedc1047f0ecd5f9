import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { type Ground, ids, putInto, revOf } from './ground.ts';

/** Reading and writing by id, by a range of ids, and of local documents. */
export const documentsContract = (ground: () => Ground): void => {
  let store: Store;
  before(() => {
    store = ground().store;
  });
  const put = (...docs: Doc[]) => putInto(store, ...docs);

  describe('reading by id', () => {
    it('gives a document back as it was written, with its revision', async () => {
      const [rev] = await put({ _id: 'plain', type: 'clinic', name: 'Ündër', list: [1, null, { a: true }] });
      expect(await store.get('plain')).to.deep.equal({
        _id: 'plain',
        _rev: rev,
        type: 'clinic',
        name: 'Ündër',
        list: [1, null, { a: true }],
      });
    });

    it('knows no document that was never written, and none that was deleted', async () => {
      const [rev] = await put({ _id: 'gone', type: 'clinic' });
      await put({ _id: 'gone', _rev: rev!, _deleted: true });
      expect(await store.get('gone')).to.equal(null);
      expect(await store.get('never')).to.equal(null);
    });

    const noIds = ['', '_all_docs', '_changes', '_foo', '_design', '_design/', '_design/.', '_design/..', '\ud800'];
    for (const id of [...noIds, '.', '..', 'many/../never', '_design/never/_view/none'])
      it(`knows no document by ${JSON.stringify(id)}, and gives the others asked for with it`, async () => {
        if (!(await store.get('beside'))) await put({ _id: 'beside', type: 'clinic' });
        expect(await store.get(id)).to.equal(null);
        const found = await store.getMany([id, 'beside']);
        expect(found.map(doc => doc?._id ?? null)).to.deep.equal([null, 'beside']);
        const whole = await store.getMany([id, 'beside'], { conflicts: true });
        expect(whole.map(doc => doc?._id ?? null)).to.deep.equal([null, 'beside']);
      });

    it('gives many in the order asked for, null where one is missing or deleted, twice what is asked for twice', async () => {
      const [rev] = await put(
        { _id: 'many-c', type: 'clinic' },
        { _id: 'many-a', type: 'clinic' },
        { _id: 'many-b', type: 'clinic' },
      );
      await put({ _id: 'many-c', _rev: rev!, _deleted: true });
      const found = await store.getMany(['many-b', 'many-x', 'many-c', 'many-a', 'many-b']);
      expect(found.map(doc => doc?._id ?? null)).to.deep.equal(['many-b', null, null, 'many-a', 'many-b']);
    });

    it('gives the same from every copy of a cluster', async () => {
      const [rev] = await put({ _id: 'every-copy', type: 'clinic' });
      expect(await store.get('every-copy', { quorum: 'all' })).to.deep.equal({
        _id: 'every-copy',
        _rev: rev,
        type: 'clinic',
      });
      const many = await store.getMany(['every-copy', 'no-copy', 'every-copy'], { quorum: 'all' });
      expect(many.map(doc => doc?._rev ?? null)).to.deep.equal([rev, null, rev]);
      expect(await store.get('every-copy', { quorum: 'all', rev: rev! })).to.include({ _rev: rev });
    });

    it('gives nothing for no ids', async () => {
      expect(await store.getMany([])).to.deep.equal([]);
    });

    it('keeps ids in any script, with spaces, slashes and question marks', async () => {
      const odd = ['ёлка/1', 'čaj & med', '村 7', 'a+b?c=d#e', 'org.couchdb.user:ana', 'emoji 🏥', 'per%20cent'];
      await put(...odd.map(_id => ({ _id, type: 'odd' })));
      expect((await store.getMany(odd)).map(doc => doc?._id)).to.deep.equal(odd);
      for (const id of odd) expect((await store.get(id))?._id).to.equal(id);
    });

    it('gives an older revision when asked for it', async () => {
      const [rev] = await put({ _id: 'edited', type: 'clinic', name: 'old' });
      await put({ _id: 'edited', _rev: rev!, type: 'clinic', name: 'new' });
      expect((await store.get('edited', { rev: rev! }))?.name).to.equal('old');
      expect((await store.get('edited'))?.name).to.equal('new');
    });

    it('gives the history of a revision when asked for it', async () => {
      const [rev] = await put({ _id: 'historic', type: 'clinic' });
      const [second] = await put({ _id: 'historic', _rev: rev!, type: 'clinic', name: 'new' });
      const hashes = [second, rev].map(one => one!.split('-')[1]);
      expect((await store.get('historic', { revisions: true }))?._revisions).to.deep.equal({ start: 2, ids: hashes });
      expect(await store.get('historic')).to.not.have.property('_revisions');
    });

    it('gives a deletion as it is when asked for that revision', async () => {
      const [rev] = await put({ _id: 'ended', type: 'clinic' });
      const [end] = await put({ _id: 'ended', _rev: rev!, _deleted: true });
      expect(await store.get('ended', { rev: end! })).to.deep.equal({ _id: 'ended', _rev: end, _deleted: true });
    });

    it('gives attachments as stubs, and whole when asked for them', async () => {
      const data = btoa('<h:html/>');
      await put({ _id: 'form:x', type: 'form', _attachments: { xml: { content_type: 'application/xml', data } } });
      const [stub] = await store.getMany(['form:x']);
      expect(stub?._attachments?.xml?.stub).to.equal(true);
      expect(stub?._attachments?.xml?.data).to.equal(undefined);
      expect((await store.get('form:x', { attachments: true }))?._attachments?.xml?.data).to.equal(data);
      const [whole] = await store.getMany(['form:x'], { attachments: true });
      expect(whole?._attachments?.xml?.data).to.equal(data);
    });

    it('keeps an attachment that is written back as a stub', async () => {
      const data = btoa('kept');
      await put({ _id: 'form:y', type: 'form', _attachments: { xml: { content_type: 'application/xml', data } } });
      await put({ ...(await store.get('form:y'))!, title: 'changed' });
      const doc = await store.get('form:y', { attachments: true });
      expect([doc?.title, doc?._attachments?.xml?.data]).to.deep.equal(['changed', data]);
    });
  });

  describe('writing', () => {
    it('answers for each document in order, a conflict as a value', async () => {
      const [rev] = await put({ _id: 'twice', type: 'clinic' });
      const answers = await store.write([
        { _id: 'fresh-1', type: 'clinic' },
        { _id: 'twice', type: 'clinic' },
        { _id: 'twice', _rev: rev!, type: 'clinic', name: 'second' },
        { _id: 'fresh-2', type: 'clinic' },
      ]);
      expect(answers.map(({ id, ok }) => [id, ok])).to.deep.equal([
        ['fresh-1', true],
        ['twice', false],
        ['twice', true],
        ['fresh-2', true],
      ]);
      expect(answers[1]).to.include({ error: 'conflict' }).and.to.have.property('reason').that.is.a('string');
      expect((await store.get('twice'))?.name).to.equal('second');
    });

    it('refuses an edit of a revision that is no longer the newest', async () => {
      const [rev] = await put({ _id: 'stale', type: 'clinic' });
      await put({ _id: 'stale', _rev: rev!, type: 'clinic', name: 'theirs' });
      const [mine] = await store.write([{ _id: 'stale', _rev: rev!, type: 'clinic', name: 'mine' }]);
      expect(mine).to.include({ id: 'stale', ok: false, error: 'conflict' });
      expect((await store.get('stale'))?.name).to.equal('theirs');
    });

    it('writes one document alone, and says what became of it', async () => {
      const first = await store.writeAlone({ _id: 'alone/1', type: 'clinic' });
      expect(first).to.deep.equal({ id: 'alone/1', ok: true, rev: (await store.get('alone/1'))?._rev });
      const stale = await store.writeAlone({ _id: 'alone/1', type: 'clinic', name: 'too late' });
      expect(stale).to.include({ id: 'alone/1', ok: false, error: 'conflict' });
      expect(stale).to.have.property('reason').that.is.a('string');
      const gone = await store.writeAlone({ _id: 'alone/1', _rev: revOf(first), _deleted: true });
      expect([gone.ok, await store.get('alone/1')]).to.deep.equal([true, null]);
    });

    it('lets one of several have a document that all of them claim alone', async () => {
      const claims = ['ana', 'ben', 'cat'].map(holder => store.writeAlone({ _id: 'claim', type: 'x', holder }));
      const answers = await Promise.all(claims);
      const winners = ['ana', 'ben', 'cat'].filter((_, at) => answers[at]!.ok);
      expect(winners).to.have.length(1);
      expect((await store.get('claim', { quorum: 'all' }))?.holder).to.equal(winners[0]);
    });

    it('writes nothing for no documents', async () => {
      expect(await store.write([])).to.deep.equal([]);
    });

    it('lets a deleted document be written anew', async () => {
      const [rev] = await put({ _id: 'again', type: 'clinic' });
      const [gone] = await put({ _id: 'again', _rev: rev!, _deleted: true });
      expect(gone).to.match(/^2-/);
      await put({ _id: 'again', type: 'clinic', name: 'back' });
      expect((await store.get('again'))?.name).to.equal('back');
    });

    it('does not change the documents it is handed', async () => {
      const doc = Object.freeze({ _id: 'frozen', type: 'clinic', parent: Object.freeze({ _id: 'x' }) });
      await put(doc);
      expect(doc).to.deep.equal({ _id: 'frozen', type: 'clinic', parent: { _id: 'x' } });
    });

    it('takes a thousand documents at once', async () => {
      const batch = Array.from({ length: 1000 }, (_, at) => ({
        _id: `batch-${String(at).padStart(4, '0')}`,
        type: 'batch',
        at,
      }));
      const answers = await store.write(batch);
      expect(answers.every(({ ok }) => ok)).to.equal(true);
      expect(ids(answers)).to.deep.equal(batch.map(({ _id }) => _id));
      const found = await store.getMany(batch.map(({ _id }) => _id));
      expect(found.map(doc => doc?.at)).to.deep.equal(batch.map(({ at }) => at));
    });

    it('throws `store/refused` for what no database takes', async () => {
      const refusal = await store.write([{ _id: 'bad-member', _unknown: 1 } as Doc]).then(
        () => undefined,
        error => error,
      );
      expect(isAppError(refusal, 'store/refused')).to.equal(true);
    });
  });

  describe('a range of ids', () => {
    const texts = ['r:a', 'r:b', 'r:b:1', 'r:ü', 's:a'];
    before(async () => {
      await put(...texts.map(_id => ({ _id, type: 'r' })));
    });
    const read = async (options: Parameters<Store['range']>[0]) => (await store.range(options)).map(({ _id }) => _id);

    it('holds both its ends and everything between, sorted', async () => {
      expect(await read({ from: 'r:a', to: 'r:b:1', limit: 10 })).to.deep.equal(['r:a', 'r:b', 'r:b:1']);
      expect(await read({ from: 'r:', to: 'r:\ufff0', limit: 10 })).to.deep.equal(['r:a', 'r:b', 'r:b:1', 'r:ü']);
      expect(await read({ from: 's', to: 'r', limit: 10 })).to.deep.equal([]);
    });

    it('is read page after page', async () => {
      expect(await read({ from: 'r:', to: 'r:\ufff0', limit: 2, after: true })).to.deep.equal(['r:a', 'r:b']);
      expect(await read({ from: 'r:b', to: 'r:\ufff0', limit: 2, after: true })).to.deep.equal(['r:b:1', 'r:ü']);
      expect(await read({ from: 'r:ü', to: 'r:\ufff0', limit: 2, after: true })).to.deep.equal([]);
    });
  });

  describe('local documents', () => {
    it('are kept under any id, and written over whatever stood there', async () => {
      expect(await store.getLocal('checkpoint/1')).to.equal(null);
      await store.putLocal('checkpoint/1', { value: '12-abc' });
      await store.putLocal('checkpoint/1', { value: '13-abc', at: { deep: true } });
      expect(await store.getLocal('checkpoint/1')).to.deep.equal({ value: '13-abc', at: { deep: true } });
    });

    it('are no documents: neither counted nor among the changes', async () => {
      const before = await store.info();
      await store.putLocal('quiet', { value: 1 });
      const { docCount } = await store.info();
      expect(docCount).to.equal(before.docCount);
      expect((await store.changes({ since: before.seq, limit: 10 })).changes).to.deep.equal([]);
    });
  });
};
