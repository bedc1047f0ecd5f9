import { expect } from 'chai';
import { type Ground, grounds, type Json } from './ground.ts';

for (const ground of grounds()) describe(`Documents of ${ground.title}`, () => documents(ground));

function documents({ open, close, ask, database, embedded }: Ground): void {
  before(open);
  after(close);
  let db = '';
  beforeEach(async () => {
    db = await database();
  });
  const put = async (id: string, body: object) =>
    (await ask('PUT', `/${db}/${encodeURIComponent(id)}`, { body })).json as { rev: string };
  const twoLeaves = () => {
    const docs = [
      { _id: 'a', _rev: '1-aa', v: 'lost' },
      { _id: 'a', _rev: '1-bb', v: 'won' },
    ];
    return ask('POST', `/${db}/_bulk_docs`, { body: { new_edits: false, docs } });
  };

  it('gives a document back as it was written, with its revision', async () => {
    const { rev } = await put('a', { name: 'żółć 😀', n: [1, { x: null }] });
    const { json, headers } = await ask('GET', `/${db}/a`);
    expect(json).to.deep.equal({ _id: 'a', _rev: rev, name: 'żółć 😀', n: [1, { x: null }] });
    expect(headers.get('etag')).to.equal(`"${rev}"`);
  });

  it('says whether a document was never there or was deleted', async () => {
    const { rev } = await put('a', {});
    await ask('DELETE', `/${db}/a?rev=${rev}`);
    expect((await ask('GET', `/${db}/a`)).json).to.deep.equal({ error: 'not_found', reason: 'deleted' });
    expect((await ask('GET', `/${db}/b`)).json).to.deep.equal({ error: 'not_found', reason: 'missing' });
  });

  it('refuses an edit of a revision that is not the newest', async () => {
    const first = await put('a', { v: 1 });
    await put('a', { v: 2, _rev: first.rev });
    for (const body of [{}, { _rev: first.rev }])
      expect((await ask('PUT', `/${db}/a`, { body })).json).to.deep.equal({
        error: 'conflict',
        reason: 'Document update conflict.',
      });
    expect((await ask('DELETE', `/${db}/a?rev=${first.rev}`)).status).to.equal(409);
    expect((await ask('DELETE', `/${db}/a`)).status).to.equal(409);
  });

  it('lets a deleted document come back without a revision, but not by an edit of its deletion', async () => {
    const first = await put('a', { v: 1 });
    const gone = (await ask('DELETE', `/${db}/a?rev=${first.rev}`)).json;
    expect((await ask('PUT', `/${db}/a`, { body: { _rev: gone.rev, v: 2 } })).status).to.equal(409);
    expect((await ask('DELETE', `/${db}/a?rev=${gone.rev}`)).status).to.equal(404);
    expect((await put('a', { v: 3 })).rev).to.match(/^3-/);
  });

  it('lets exactly one of twenty edits of the same revision through', async () => {
    const { rev } = await put('a', {});
    const edits = Array.from({ length: 20 }, (_, n) => ask('PUT', `/${db}/a`, { body: { n, _rev: rev } }));
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses.filter(status => status === 201)).to.have.length(1);
    expect(statuses.filter(status => status === 409)).to.have.length(19);
  });

  it('keeps ids with slashes, spaces, signs and any script apart', async () => {
    const ids = ['a/b', 'a b', 'a+b', '50%', "it's", '"q"', 'ąę', '中', '😀', 'x?y#z'];
    for (const id of ids) await put(id, { own: id });
    const { json } = await ask('GET', `/${db}/_all_docs?include_docs=true&limit=100`);
    expect(json.rows.map((row: Json) => row.doc.own)).to.have.members(ids);
    expect(json.total_rows).to.equal(ids.length);
  });

  it('refuses reserved ids, unknown fields with an underscore, malformed revisions and what is not an object', async () => {
    const refused = [
      await ask('PUT', `/${db}/_own`, { body: {} }),
      await ask('PUT', `/${db}/a`, { body: { _own: 1 } }),
      await ask('PUT', `/${db}/a`, { body: { _rev: 'nonsense' } }),
      await ask('PUT', `/${db}/a`, { raw: '[1]' }),
      await ask('PUT', `/${db}/a`, { raw: '{"a":' }),
      await ask('PUT', `/${db}/a`, {}),
    ];
    expect(refused.map(({ status }) => status)).to.deep.equal([400, 400, 400, 400, 400, 400]);
  });

  it('answers a batch in the order of its documents, conflicts in their places', async () => {
    await put('b', {});
    const { json } = await ask('POST', `/${db}/_bulk_docs`, {
      body: { docs: [{ _id: 'a' }, { _id: 'b' }, { _id: 'c' }, { _id: 'a' }] },
    });
    expect(json.map((one: Json) => [one.id, one.error ?? 'written'])).to.deep.equal([
      ['a', 'written'],
      ['b', 'conflict'],
      ['c', 'written'],
      ['a', 'conflict'],
    ]);
  });

  it('stores nothing of a batch in which a document has no proper form', async () => {
    expect(
      (await ask('POST', `/${db}/_bulk_docs`, { body: { docs: [{ _id: 'a' }, { _id: '_bad' }] } })).status,
    ).to.equal(400);
    expect((await ask('GET', `/${db}/a`)).status).to.equal(404);
  });

  it('shows the same winner everywhere and names the losers', async () => {
    await twoLeaves();
    const { json } = await ask('GET', `/${db}/a?conflicts=true`);
    expect([json.v, json._rev, json._conflicts]).to.deep.equal(['won', '1-bb', ['1-aa']]);
    await ask('DELETE', `/${db}/a?rev=1-bb`);
    expect((await ask('GET', `/${db}/a?conflicts=true`)).json).to.deep.equal({ _id: 'a', _rev: '1-aa', v: 'lost' });
  });

  it('names losers by the length of their history, and gives all leaves to who asks for no revision', async () => {
    const line = (...ids: string[]) => ({
      _id: 'a',
      _rev: `${ids.length}-${ids[0]}`,
      _revisions: { start: ids.length, ids },
    });
    const docs = [
      line('ee', 'ff'),
      line('aa', 'bb', 'cc'),
      line('dd', 'cc'),
      { ...line('a1', 'a2', 'a3', 'a4'), _deleted: true },
    ];
    await ask('POST', `/${db}/_bulk_docs`, { body: { new_edits: false, docs } });
    const { json } = await ask('GET', `/${db}/a?conflicts=true&deleted_conflicts=true`);
    expect([json._rev, json._conflicts, json._deleted_conflicts]).to.deep.equal(['3-aa', ['2-ee', '2-dd'], ['4-a1']]);
    const got = await ask('POST', `/${db}/_bulk_get`, { body: { docs: [{ id: 'a' }] } });
    expect(got.json.results[0].docs.map((one: Json) => one.ok._rev)).to.have.members(['3-aa', '2-ee', '2-dd', '4-a1']);
  });

  it('keeps the history of replicated revisions', async () => {
    const revisions = (ids: string[]) => ({ start: ids.length, ids });
    await ask('POST', `/${db}/_bulk_docs`, {
      body: { new_edits: false, docs: [{ _id: 'a', _rev: '1-x', v: 1, _revisions: revisions(['x']) }] },
    });
    const told = await ask('POST', `/${db}/_bulk_docs`, {
      body: { new_edits: false, docs: [{ _id: 'a', _rev: '3-z', v: 3, _revisions: revisions(['z', 'y', 'x']) }] },
    });
    expect(told.json).to.deep.equal([]);
    const { json } = await ask('GET', `/${db}/a?revs=true&conflicts=true`);
    expect(json).to.deep.equal({ _id: 'a', _rev: '3-z', v: 3, _revisions: { start: 3, ids: ['z', 'y', 'x'] } });
  });

  it('tells a replicator which revisions are not there, and gives many at once', async () => {
    await twoLeaves();
    const diff = await ask('POST', `/${db}/_revs_diff`, { body: { a: ['1-aa', '2-cc'], b: ['1-dd'] } });
    expect(diff.json.a.missing).to.deep.equal(['2-cc']);
    expect(diff.json.b).to.deep.equal({ missing: ['1-dd'] });
    const { json } = await ask('POST', `/${db}/_bulk_get?revs=true`, {
      body: { docs: [{ id: 'a', rev: '1-aa' }, { id: 'a', rev: '1-bb' }, { id: 'z' }, { id: 'a', rev: '9-zz' }] },
    });
    expect(json.results.map((one: Json) => one.docs[0].ok?._rev ?? one.docs[0].error.error)).to.deep.equal([
      '1-aa',
      '1-bb',
      'not_found',
      'not_found',
    ]);
  });

  it('reads many documents by id in the order asked, missing and deleted ones in their places', async () => {
    const { rev } = await put('gone', {});
    await ask('DELETE', `/${db}/gone?rev=${rev}`);
    await put('a', { v: 1 });
    const { json } = await ask('POST', `/${db}/_all_docs?include_docs=true`, {
      body: { keys: ['gone', 'never', 'a'] },
    });
    expect(json.rows[0].value.deleted).to.equal(true);
    expect(json.rows[0].doc).to.equal(null);
    expect(json.rows[1]).to.deep.equal({ key: 'never', error: 'not_found' });
    expect(json.rows[2].doc.v).to.equal(1);
  });

  it('keeps local documents out of the feed and takes them without a lock', async () => {
    for (const seq of [1, 2, 3])
      expect(
        (await ask('PUT', `/${db}/_local/checkpoint`, { body: { seq, ...(seq > 1 ? { _rev: '0-1' } : {}) } })).status,
      ).to.equal(201);
    expect((await ask('GET', `/${db}/_local/checkpoint`)).json.seq).to.equal(3);
    expect((await ask('GET', `/${db}/_changes`)).json.results).to.deep.equal([]);
    expect((await ask('GET', `/${db}/_all_docs`)).json.rows).to.deep.equal([]);
  });

  it('keeps attachments byte for byte, and through edits that name them as stubs', async () => {
    const bytes = Uint8Array.from({ length: 3000 }, (_, n) => (n * 7) % 256);
    const made = await ask('PUT', `/${db}/a/${encodeURIComponent('n ż.bin')}`, {
      raw: bytes,
      headers: { 'content-type': 'application/octet-stream' },
    });
    const doc = (await ask('GET', `/${db}/a`)).json;
    expect(doc._attachments['n ż.bin']).to.include({ stub: true, length: 3000, revpos: 1 });
    const edited = await put('a', { ...doc, v: 2 });
    const inline = (await ask('GET', `/${db}/a?attachments=true`)).json;
    expect(Buffer.from(inline._attachments['n ż.bin'].data, 'base64').equals(bytes)).to.equal(true);
    const stale = await ask('PUT', `/${db}/a/other?rev=${made.json.rev}`, {
      raw: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(stale.status).to.equal(409);
    expect((await ask('DELETE', `/${db}/a/${encodeURIComponent('n ż.bin')}?rev=${edited.rev}`)).status).to.equal(200);
    expect((await ask('GET', `/${db}/a/${encodeURIComponent('n ż.bin')}`)).status).to.equal(404);
  });

  it('knows no attachment that nobody put there, whatever its name', async () => {
    const { rev } = await put('a', { v: 1 });
    expect((await ask('GET', `/${db}/a/constructor`)).status).to.equal(404);
    expect((await ask('DELETE', `/${db}/a/constructor?rev=${rev}`)).status).to.be.within(200, 404);
    const stub = { _attachments: { constructor: { stub: true, content_type: 'text/plain' } } };
    expect((await ask('PUT', `/${db}/b`, { body: stub })).status).to.equal(412);
  });

  it('copies a document, and says what is wrong with a destination', async () => {
    await put('a', { v: 1 });
    expect((await ask('COPY', `/${db}/a`, { headers: { destination: 'c%20d' } })).status).to.equal(201);
    expect((await ask('GET', `/${db}/c%20d`)).json).to.include({ v: 1 });
    if (embedded) expect((await ask('COPY', `/${db}/a`, { headers: { destination: '%zz' } })).status).to.equal(400);
  });

  it('gives a part of an attachment, and nothing when the reader has it', async () => {
    await ask('PUT', `/${db}/a/f`, { raw: '0123456789', headers: { 'content-type': 'application/octet-stream' } });
    const part = await ask('GET', `/${db}/a/f`, { headers: { range: 'bytes=2-5' } });
    expect([part.status, part.text]).to.deep.equal([206, '2345']);
    const again = await ask('GET', `/${db}/a/f`, { headers: { 'if-none-match': part.headers.get('etag') ?? '' } });
    expect(again.status).to.equal(304);
  });

  it('drops old bodies when compacting, never the newest', async () => {
    const first = await put('a', { v: 1 });
    await put('a', { v: 2, _rev: first.rev });
    expect((await ask('GET', `/${db}/a?rev=${first.rev}`)).json.v).to.equal(1);
    expect((await ask('POST', `/${db}/_compact`, { body: {} })).status).to.equal(202);
    while ((await ask('GET', `/${db}/a?rev=${first.rev}`)).status === 200)
      await new Promise(resolve => setTimeout(resolve, 50));
    expect((await ask('GET', `/${db}/a`)).json.v).to.equal(2);
  });

  it('refuses a document of more than eight million characters and goes on', async () => {
    const told = await ask('PUT', `/${db}/a`, { raw: JSON.stringify({ x: 'a'.repeat(8_100_000) }) });
    expect([told.status, told.json?.error]).to.deep.equal([413, 'document_too_large']);
    expect((await ask('GET', `/${db}`)).status).to.equal(200);
  });

  it('takes or refuses odd bodies, and answers the next request either way', async () => {
    const bodies = [
      'null',
      '"x"',
      `{"a":${'['.repeat(20000)}${']'.repeat(20000)}}`,
      '{"__proto__":{"x":1},"constructor":1}',
      '{"_attachments":[1]}',
      '{"_attachments":{"f":{"data":"***"}}}',
      '{"_revisions":7}',
    ];
    for (const raw of bodies)
      expect((await ask('PUT', `/${db}/odd`, { raw })).status, raw.slice(0, 30)).to.be.within(201, 499);
    const batches = [{ docs: [null] }, { docs: 'x' }, {}, { docs: [{ _id: 7 }] }, { docs: [[]] }];
    for (const body of batches)
      expect((await ask('POST', `/${db}/_bulk_docs`, { body })).status, JSON.stringify(body)).to.be.within(400, 499);
    expect((await ask('PUT', `/${db}/next`, { body: {} })).status).to.equal(201);
  });

  if (!embedded) return;

  it('outlives the removal of a database that others read, follow and write', async () => {
    for (let round = 0; round < 5; round++) {
      const own = await database();
      const docs = Array.from({ length: 300 }, (_, n) => ({ _id: `d${n}`, n }));
      await ask('POST', `/${own}/_bulk_docs`, { body: { docs } });
      const paths = [
        '/_all_docs?include_docs=true',
        '/_changes?include_docs=true',
        '/d7',
        '/_changes?feed=longpoll&since=now&timeout=2000',
        '',
      ];
      const busy = Array.from({ length: 40 }, (_, n) => ask('GET', `/${own}${paths[n % paths.length]}`));
      const writes = Array.from({ length: 10 }, (_, n) => ask('PUT', `/${own}/w${n}`, { body: {} }));
      expect((await ask('DELETE', `/${own}`)).status).to.equal(200);
      for (const { status } of await Promise.all([...busy, ...writes])) expect(status).to.be.oneOf([200, 201, 404]);
    }
  });

  it('drops old bodies by itself when there are more of them than documents', async () => {
    const first = await put('a', { n: 0 });
    let { rev } = first;
    for (let batch = 0; batch < 60; batch++) {
      const docs = Array.from({ length: 40 }, (_, n) => ({ _id: `d${n}`, batch }));
      const all = await ask('POST', `/${db}/_all_docs`, { body: { keys: docs.map(({ _id }) => _id) } });
      const edits = docs.map((doc, at) => ({
        ...doc,
        ...(all.json.rows[at].value ? { _rev: all.json.rows[at].value.rev } : {}),
      }));
      await ask('POST', `/${db}/_bulk_docs`, { body: { docs: edits } });
      ({ rev } = await put('a', { _rev: rev, batch }));
    }
    while ((await ask('GET', `/${db}/a?rev=${first.rev}`)).status === 200)
      await new Promise(resolve => setTimeout(resolve, 50));
    expect((await ask('GET', `/${db}/a`)).json).to.include({ _rev: rev, batch: 59 });
  });

  it('refuses ids and bodies that PouchDB itself would choke on', async () => {
    expect((await ask('PUT', `/${db}/${'x'.repeat(8000)}`, { body: {} })).status).to.equal(400);
    expect((await ask('GET', `/${db}/%E0%A4%A`)).status).to.equal(400);
    expect(
      (
        await ask('POST', `/${db}/_bulk_docs`, {
          body: { new_edits: false, docs: [{ _id: 'a', _rev: '1-a', _revisions: { start: 1, ids: [] } }] },
        })
      ).status,
    ).to.equal(400);
    expect((await ask('PUT', `/${db}/a`, { body: { _attachments: { f: { stub: true } } } })).status).to.equal(412);
  });
}
