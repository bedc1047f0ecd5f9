import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { ownWrites } from '@rounds/sentinel/engine/own-writes.ts';
import { expect } from 'chai';
import { type SentinelInMemory, sentinelInMemory } from './sentinel-in-memory.ts';

const counted = (doc: Doc): Doc => ({ ...doc, count: Number(doc.count ?? 0) + 1 });
const marked = (doc: Doc): Doc => (doc.mark ? doc : { ...doc, mark: true });

describe('Documents as they will be', () => {
  let world: SentinelInMemory;
  let main: Store;
  beforeEach(async () => {
    world = await sentinelInMemory({ docs: [{ _id: 'a' }, { _id: 'b', mark: true }] });
    ({ main } = world);
  });
  afterEach(() => world.close());

  it('show later decisions what earlier ones decided, and write nothing before they are committed', async () => {
    const draft = openDraft(main);
    await draft.read(['a', 'b', 'nowhere']);
    draft.change('a', counted);
    draft.change('a', counted);
    expect(draft.get('a')?.count).to.equal(2);
    expect(draft.base('a')?.count).to.equal(undefined);
    expect(draft.get('nowhere')).to.equal(null);
    expect(draft.get('unread')).to.equal(undefined);
    expect((await main.get('a'))?.count).to.equal(undefined);
    expect((await draft.commit()).map(({ id, atOnce }) => [id, atOnce])).to.deep.equal([['a', true]]);
    expect((await main.get('a'))?.count).to.equal(2);
    expect(await draft.commit()).to.deep.equal([]);
  });

  it('are read without what nobody can read, and written with it where nothing else was decided', async () => {
    const told: unknown[] = [];
    const draft = openDraft(main, { misread: ({ _id }, paths) => told.push([_id, paths]) });
    const faulty = { _id: 'c', type: 'data_record', from: {}, tasks: [null, { state: 'sent' }], errors: [null] };
    await world.put(faulty as Doc);
    await draft.read(['c']);
    expect(draft.get('c')).to.deep.include({ tasks: [{}, { state: 'sent' }], errors: [{}] });
    expect(draft.get('c')).to.not.have.property('from');
    expect(told).to.deep.equal([['c', ['from', 'errors.0', 'tasks.0']]]);
    draft.change('c', doc => ({ ...doc, errors: [{ code: 'x' }] }));
    await draft.commit();
    draft.change('c', counted);
    await draft.commit();
    expect(await main.get('c')).to.deep.include({ ...faulty, errors: [{ code: 'x' }], count: 1 });
    expect(draft.get('c')).to.not.have.property('from');
  });

  it('write only what changed, and leave alone what is missing', async () => {
    const draft = openDraft(main);
    await draft.read(['a', 'b', 'nowhere']);
    for (const id of ['a', 'b', 'nowhere']) draft.change(id, marked);
    expect((await draft.commit()).map(({ id }) => id)).to.deep.equal(['a']);
    expect(await main.get('nowhere')).to.equal(null);
  });

  it('are decided again on what somebody else wrote meanwhile, until it holds', async () => {
    let others = 3;
    const busy: Store = {
      ...main,
      write: async docs => {
        if (others-- > 0) await main.write([counted((await main.get('a'))!)]);
        return main.write(docs);
      },
    };
    const draft = openDraft(busy);
    await draft.read(['a']);
    draft.change('a', marked);
    expect((await draft.commit()).map(({ atOnce }) => atOnce)).to.deep.equal([false]);
    expect(await main.get('a')).to.include({ mark: true, count: 3 });
  });

  it('need not be written when somebody else did the same, or deleted them', async () => {
    const draft = openDraft(main);
    await draft.read(['a', 'b']);
    draft.change('a', marked);
    draft.change('b', counted);
    await main.write([marked((await main.get('a'))!), { ...(await main.get('b'))!, _deleted: true }]);
    expect(await draft.commit()).to.deep.equal([]);
    expect(await main.get('b')).to.equal(null);
  });

  it('are made where they are missing, if the draft makes them, and created once', async () => {
    const draft = openDraft<Doc>(main, { missing: _id => ({ _id, made: true }) });
    await draft.read(['new']);
    draft.change('new', counted);
    draft.create({ _id: 'created', by: 'me' });
    await main.write([{ _id: 'created', by: 'another' }]);
    await draft.commit();
    expect(await main.get('new')).to.include({ made: true, count: 1 });
    expect(await main.get('created')).to.include({ by: 'another' });
  });

  it('are not written by one who may not write any more', async () => {
    const draft = openDraft(main, {
      fence: () => {
        throw new Error('not the leader');
      },
    });
    await draft.read(['a']);
    draft.change('a', marked);
    const error = await draft.commit().then(
      () => null,
      (thrown: Error) => thrown,
    );
    expect(error?.message).to.equal('not the leader');
    expect((await main.get('a'))?.mark).to.equal(undefined);
  });
});

describe('Revisions that are settled', () => {
  it('are known by document, the newest of each; the oldest documents are forgotten first', () => {
    const own = ownWrites(2);
    for (const [id, rev] of [
      ['a', '1-a'],
      ['b', '1-b'],
      ['a', '2-a'],
      ['c', '1-c'],
    ] as const)
      own.add(id, rev);
    expect([
      own.has('a', '2-a'),
      own.has('a', '1-a'),
      own.has('b', '1-b'),
      own.has('c', '1-c'),
      own.size,
    ]).to.deep.equal([true, false, false, true, 2]);
  });

  it('are told from those that are only written; what was known before somebody wrote is outdated', () => {
    const own = ownWrites(10);
    own.wrote('a', '2-b');
    expect([
      own.has('a', '2-b'),
      own.isOutdated('a', '1-a'),
      own.isOutdated('a', '2-b'),
      own.isOutdated('a', '3-c'),
    ]).to.deep.equal([false, true, false, false]);
    expect(own.isOutdated('b', '1-b')).to.equal(false);
  });
});
