import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Key, QueryOptions } from '@rounds/ddocs/store/store.ts';
import { compareKeys, type ViewIndex, type ViewMaps, viewIndex } from '@rounds/ddocs/store/view-index.ts';
import { expect } from 'chai';
import fc from 'fast-check';

/** A view that lists a document under each of its `keys`. */
const maps: ViewMaps = {
  'medic-client/doc_by_type': emit => doc => {
    for (const key of doc.keys as Key[]) emit(key, doc.value);
    if (doc.broken) throw new Error('a map that fails');
  },
};
const indexOf = (...docs: Doc[]): ViewIndex => {
  const index = viewIndex(maps);
  for (const doc of docs) index.put(doc);
  return index;
};
const read = (index: ViewIndex, options: Partial<QueryOptions> = {}): [string, Key][] =>
  index.query('medic-client/doc_by_type', { limit: 100, ...options }).map(({ id, key }) => [id, key]);

const key: fc.Arbitrary<Key> = fc.letrec<{ key: Key }>(tie => ({
  key: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.constant({}),
    fc.array(tie('key'), { maxLength: 3 }),
  ),
})).key;

describe('the index in memory', () => {
  it('sorts keys as CouchDB does', () => {
    const sorted: Key[] = [
      null,
      false,
      true,
      -1,
      0,
      2,
      10,
      '',
      'a',
      'a:b',
      'b',
      [],
      [null],
      ['a'],
      ['a', 1],
      ['a', 2],
      ['a', {}],
      ['b'],
      {},
    ];
    const docs = sorted.map((one, at) => ({ _id: `d${at}`, keys: [one] }));
    expect(read(indexOf(...docs.toReversed())).map(([, one]) => one)).to.deep.equal(sorted);
  });

  it('has one order for any three keys', () => {
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        expect(Math.sign(compareKeys(a, b))).to.equal(-Math.sign(compareKeys(b, a)) + 0);
        if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0) expect(compareKeys(a, c)).to.be.at.most(0);
      }),
      { seed: 1 },
    );
  });

  it('answers any range as a plain search would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), key)),
        key,
        key,
        fc.boolean(),
        fc.nat(3),
        fc.nat(5),
        (rows, one, other, descending, skip, limit) => {
          const docs = new Map<string, Doc>();
          for (const [at, key] of rows)
            docs.set(`d${at}`, { _id: `d${at}`, keys: [...((docs.get(`d${at}`)?.keys as Key[]) ?? []), key] });
          const [low, high] = compareKeys(one, other) <= 0 ? [one, other] : [other, one];
          const expected = [...docs.values()]
            .flatMap(({ _id, keys }) => (keys as Key[]).map((key): [string, Key] => [_id, key]))
            .filter(([, key]) => compareKeys(low, key) <= 0 && compareKeys(key, high) <= 0)
            .sort(([a, x], [b, y]) => compareKeys(x, y) || (a < b ? -1 : a > b ? 1 : 0));
          const range = descending ? { startKey: high, endKey: low } : { startKey: low, endKey: high };
          const wanted = (descending ? expected.reverse() : expected).slice(skip, skip + limit);
          expect(read(indexOf(...docs.values()), { ...range, descending, skip, limit })).to.deep.equal(wanted);
        },
      ),
    );
  });

  it('forgets what a document had when it is put again, deleted or removed', () => {
    const index = indexOf({ _id: 'a', keys: ['x', 'y'] }, { _id: 'b', keys: ['x'] });
    index.put({ _id: 'a', keys: ['y', 'z'] });
    expect(read(index)).to.deep.equal([
      ['b', 'x'],
      ['a', 'y'],
      ['a', 'z'],
    ]);
    index.put({ _id: 'a', _deleted: true });
    expect(read(index)).to.deep.equal([['b', 'x']]);
    index.remove('b');
    index.remove('never');
    expect(read(index)).to.deep.equal([]);
  });

  it('keeps the order after each change', () => {
    const index = indexOf({ _id: 'b', keys: ['k'] }, { _id: 'd', keys: ['k'] });
    expect(read(index, { key: 'k' })).to.deep.equal([
      ['b', 'k'],
      ['d', 'k'],
    ]);
    index.put({ _id: 'c', keys: ['k'] });
    index.put({ _id: 'a', keys: ['j', 'l'] });
    expect(read(index, { key: 'k' })).to.deep.equal([
      ['b', 'k'],
      ['c', 'k'],
      ['d', 'k'],
    ]);
    expect(read(index, { startKey: 'j', endKey: 'k' })[0]).to.deep.equal(['a', 'j']);
  });

  it('leaves design documents out, and goes on after a document that a map cannot read', () => {
    const index = indexOf(
      { _id: '_design/x', keys: ['x'] },
      { _id: 'a', keys: ['x'], broken: true },
      { _id: 'b' },
      { _id: 'c', keys: ['x'] },
    );
    expect(read(index)).to.deep.equal([
      ['a', 'x'],
      ['c', 'x'],
    ]);
  });

  it('hands out rows that callers may change', () => {
    const index = indexOf({ _id: 'a', keys: ['x'] });
    index.query('medic-client/doc_by_type', { limit: 1 })[0]!.id = 'changed';
    expect(read(index)).to.deep.equal([['a', 'x']]);
  });

  it('says which view it does not have', () => {
    try {
      indexOf().query('medic/messages_by_state', { limit: 1 });
      expect.fail('answered');
    } catch (error) {
      expect(isAppError(error, 'store/refused')).to.equal(true);
      expect(String(error)).to.contain('medic/messages_by_state');
    }
  });
});
