import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { mergeLeaves } from '@rounds/ddocs/merge/merge-leaves.ts';
import { readLeaves } from '@rounds/ddocs/merge/read-leaves.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { type Ground, putInto } from './ground.ts';

/** Revisions as replication stores them, and the conflicts they make. */
export const revisionsContract = (ground: () => Ground): void => {
  let store: Store;
  before(() => {
    store = ground().store;
  });
  const put = (...docs: Doc[]) => putInto(store, ...docs);

  describe('revisions stored as given', () => {
    it('keeps them, and shows the losing leaf as a conflict', async () => {
      const answers = await store.write(
        [
          { _id: 'split', _rev: '1-aaa', type: 'person', name: 'A' },
          { _id: 'split', _rev: '1-bbb', type: 'person', name: 'B' },
        ],
        { newEdits: false },
      );
      expect(answers).to.deep.equal([
        { id: 'split', ok: true, rev: '1-aaa' },
        { id: 'split', ok: true, rev: '1-bbb' },
      ]);
      expect(await store.get('split', { conflicts: true }))
        .to.include({ _rev: '1-bbb', name: 'B' })
        .and.to.deep.include({ _conflicts: ['1-aaa'] });
      expect((await store.get('split'))?._conflicts).to.equal(undefined);
      const [doc] = await store.getMany(['split'], { conflicts: true });
      expect(doc?._conflicts).to.deep.equal(['1-aaa']);
      expect((await store.get('split', { rev: '1-aaa' }))?.name).to.equal('A');
      expect(await store.query('medic-conflicts/conflicts', { key: 'split', limit: 5 })).to.deep.equal([
        { id: 'split', key: 'split', value: ['1-bbb', '1-aaa'] },
      ]);
    });

    it('are read with the revision that all have in common, as long as it is kept', async () => {
      const [rev] = await put({ _id: 'leaves', type: 'person', name: 'A', phone: '1' });
      const [mine] = await put({ _id: 'leaves', _rev: rev!, type: 'person', name: 'A', phone: '2' });
      const start = rev!.split('-')[1]!;
      const low = '0'.repeat(32);
      const theirs = {
        _id: 'leaves',
        _rev: `2-${low}`,
        _revisions: { start: 2, ids: [low, start] },
        type: 'person',
        name: 'B',
        phone: '1',
      };
      await store.write([theirs], { newEdits: false });
      const winner = (await store.get('leaves', { conflicts: true }))!;
      expect([winner._rev, winner._conflicts]).to.deep.equal([mine, [theirs._rev]]);
      const { losers, ancestor } = await readLeaves(store, winner);
      expect(losers).to.deep.equal([{ _id: 'leaves', _rev: theirs._rev, type: 'person', name: 'B', phone: '1' }]);
      expect(ancestor).to.deep.equal({ _id: 'leaves', _rev: rev, type: 'person', name: 'A', phone: '1' });
      expect(mergeLeaves(winner, losers, { ancestor })).to.deep.equal({
        _id: 'leaves',
        _rev: mine,
        type: 'person',
        name: 'B',
        phone: '2',
      });
    });

    it('have nothing in common when nothing is', async () => {
      await store.write(
        ['1-aa', '1-bb'].map(_rev => ({ _id: 'strangers', _rev, type: 'person' })),
        { newEdits: false },
      );
      const { losers, ancestor } = await readLeaves(store, (await store.get('strangers', { conflicts: true }))!);
      expect([losers.map(({ _rev }) => _rev), ancestor]).to.deep.equal([['1-aa'], undefined]);
    });

    it('has no conflict any more once the losing leaf is deleted', async () => {
      await store.write(
        ['2-aa', '2-bb'].map(_rev => ({ _id: 'mended', _rev, type: 'person' })),
        { newEdits: false },
      );
      await put({ _id: 'mended', _rev: '2-aa', _deleted: true });
      const doc = await store.get('mended', { conflicts: true });
      expect([doc?._rev, doc?._conflicts]).to.deep.equal(['2-bb', undefined]);
      expect(await store.query('medic-conflicts/conflicts', { key: 'mended', limit: 5 })).to.deep.equal([]);
    });

    it('are written twice without harm', async () => {
      const doc = { _id: 'replicated', _rev: '3-abc', type: 'person' };
      await store.write([doc], { newEdits: false });
      expect(await store.write([doc], { newEdits: false })).to.deep.equal([
        { id: 'replicated', ok: true, rev: '3-abc' },
      ]);
    });
  });
};
