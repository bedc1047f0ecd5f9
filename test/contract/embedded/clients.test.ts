import { expect } from 'chai';
import nano from 'nano';
import { PouchDB } from '../../pouchdb.ts';
import { type Ground, grounds } from './ground.ts';

for (const ground of grounds()) describe(`PouchDB and nano with ${ground.title}`, () => clients(ground));

type Fields = { n?: number; by?: string; bad?: number };

function clients({ open, close, ask, database, url }: Ground): void {
  before(open);
  after(close);
  let db = '';
  const phones: PouchDB.Database<Fields>[] = [];
  const phone = () => {
    const made = new PouchDB<Fields>(`phone-${db}-${phones.length}`, { adapter: 'memory' });
    phones.push(made);
    return made;
  };
  const server = () => new PouchDB<Fields>(`${url()}/${db}`, { skip_setup: true });
  beforeEach(async () => {
    db = await database();
  });
  afterEach(async () => {
    await Promise.all(phones.splice(0).map(one => one.destroy()));
  });

  it('carry documents, deletions and attachments from one phone to another', async () => {
    const [one, other] = [phone(), phone()];
    await one.bulkDocs(Array.from({ length: 120 }, (_, n) => ({ _id: `d${n}`, n })));
    await one.put({ _id: 'with / + ż', _attachments: { 'a b.txt': { content_type: 'text/plain', data: 'aGk=' } } });
    await one.remove(await one.get('d7'));
    const up = await one.replicate.to(server());
    expect([up.ok, up.doc_write_failures]).to.deep.equal([true, 0]);
    await other.replicate.from(server());
    expect((await other.info()).doc_count).to.equal(120);
    expect(String(await other.getAttachment('with / + ż', 'a b.txt'))).to.equal('hi');
    expect((await other.get('d3'))._rev).to.equal((await one.get('d3'))._rev);
  });

  it('go on from their checkpoint', async () => {
    const one = phone();
    await one.bulkDocs([{ _id: 'a' }, { _id: 'b' }]);
    await one.replicate.to(server());
    expect((await one.replicate.to(server())).docs_read).to.equal(0);
    await one.put({ _id: 'c' });
    expect((await one.replicate.to(server())).docs_read).to.equal(1);
  });

  it('agree on the winner of a conflict', async () => {
    const [one, other] = [phone(), phone()];
    await one.put({ _id: 'x', by: 'nobody' });
    await one.replicate.to(server());
    await other.replicate.from(server());
    await one.put({ ...(await one.get('x')), by: 'one' });
    await other.put({ ...(await other.get('x')), by: 'other' });
    for (const each of [one, other, one]) await each.sync(server());
    const winner = (await ask('GET', `/${db}/x?conflicts=true`)).json;
    expect(winner._conflicts).to.have.length(1);
    for (const each of [one, other]) expect((await each.get('x'))._rev).to.equal(winner._rev);
  });

  it('hear of a refused document while the others arrive, edits of validated databases with their history', async () => {
    await ask('PUT', `/${db}/_design/check`, {
      body: { validate_doc_update: "function (doc) { if (doc.bad) throw({ forbidden: 'bad' }); }" },
    });
    const one = phone();
    await one.bulkDocs([
      { _id: 'good', n: 1 },
      { _id: 'ill', bad: 1 },
    ]);
    const up = await one.replicate.to(server());
    expect([up.docs_written, up.doc_write_failures]).to.deep.equal([1, 1]);
    await one.put({ ...(await one.get('good')), n: 2 });
    await one.replicate.to(server());
    const { json } = await ask('GET', `/${db}/good?revs=true&conflicts=true`);
    expect([json.n, json._revisions.ids.length, json._conflicts]).to.deep.equal([2, 2, undefined]);
  });

  it('follow each other live', async () => {
    const [one, other] = [phone(), phone()];
    const syncs = [one, other].map(each => each.sync(server(), { live: true, retry: true }));
    try {
      const arrived = new Promise<void>(resolve => {
        syncs[1]!.on('change', ({ direction, change }) => {
          if (direction === 'pull' && change.docs.some(doc => doc._id === 'hello')) resolve();
        });
      });
      await one.put({ _id: 'hello' });
      await arrived;
      expect((await other.get('hello'))._id).to.equal('hello');
    } finally {
      for (const sync of syncs) sync.cancel();
      await Promise.all(syncs.map(sync => new Promise(resolve => sync.on('complete', resolve))));
    }
  });

  it('find everything where nano looks for it', async () => {
    const store = nano(url()).use<Fields>(db);
    const { rev } = await store.insert({ n: 1 }, 'a');
    expect((await store.head('a')).etag).to.equal(`"${rev}"`);
    await store.bulk({
      docs: [
        { _id: 'b', n: 2 },
        { _id: 'c', n: 3 },
      ],
    });
    expect((await store.fetch({ keys: ['a', 'none'] })).rows).to.have.length(2);
    await store.insert(
      { views: { n: { map: 'function (doc) { emit(doc.n, 1); }', reduce: '_sum' } } } as never,
      '_design/q',
    );
    expect((await store.view('q', 'n')).rows[0]?.value).to.equal(3);
    await store.attachment.insert('a', 'f.txt', Buffer.from('hey'), 'text/plain', { rev });
    expect((await store.attachment.get('a', 'f.txt')).toString()).to.equal('hey');
    await store.multipart.insert({ n: 4 }, [{ name: 'm.txt', data: 'many', content_type: 'text/plain' }], 'parts');
    expect((await store.attachment.get('parts', 'm.txt')).toString()).to.equal('many');
    const conflict = await store.insert({ n: 5 }, 'b').catch((error: { statusCode: number }) => error);
    expect(conflict).to.include({ statusCode: 409 });
  });
}
