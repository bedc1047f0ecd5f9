import { expect } from 'chai';
import { type Ground, grounds, type Json } from './ground.ts';

for (const ground of grounds()) describe(`Lists longer than one piece, of ${ground.title}`, () => longLists(ground));

/** More documents than any list is read of at once, and views of three rows each. */
const MANY = 2_100;
const idOf = (at: number) => `d${String(at).padStart(5, '0')}`;
const ids = Array.from({ length: MANY }, (_, at) => idOf(at));

function longLists({ open, close, ask, fetch, database, embedded }: Ground): void {
  before(open);
  after(close);
  let db = '';
  const revs = new Map<string, string>();
  before(async () => {
    db = await database();
    const docs = ids.map((_id, at) => ({ _id, at, gone: at % 700 === 0 }));
    const { json } = await ask('POST', `/${db}/_bulk_docs`, { body: { docs } });
    expect(json.map(({ id }: Json) => id)).to.deep.equal(ids);
    for (const { id, rev } of json) revs.set(id, rev);
    await ask('PUT', `/${db}/_design/v`, {
      body: {
        views: { thrice: { map: 'function (doc) { for (var i = 0; i < 3; i++) emit([i, doc.at], doc.gone); }' } },
      },
    });
  });

  /** What a list answers; that the embedded database sends it as it reads it shows in the length it cannot name. */
  const list = async (method: string, path: string, body?: unknown): Promise<Json> => {
    const { status, headers, json } = await ask(method, `/${db}${path}`, body === undefined ? {} : { body });
    expect(status).to.equal(200);
    if (embedded) expect(headers.get('content-length')).to.equal(null);
    return json;
  };

  it('are all documents, with and without their bodies, by range and by id, upwards and downwards', async () => {
    const plain = await list('GET', '/_all_docs?startkey="d"&endkey="e"');
    expect(plain.total_rows).to.equal(MANY + 1);
    expect(plain.rows.map(({ id, value }: Json) => [id, value.rev])).to.deep.equal(ids.map(id => [id, revs.get(id)]));
    const whole = await list(
      'GET',
      '/_all_docs?include_docs=true&startkey="d"&endkey="d00500"&inclusive_end=false&skip=3',
    );
    expect(whole.rows.map(({ doc }: Json) => doc.at)).to.deep.equal(Array.from({ length: 497 }, (_, at) => at + 3));
    const down = await list('GET', '/_all_docs?descending=true&startkey="e"&include_docs=true&limit=1500');
    expect(down.rows.map(({ id }: Json) => id)).to.deep.equal([...ids].reverse().slice(0, 1500));
    const keys = ['nothing', ...ids];
    const named = await list('POST', '/_all_docs?include_docs=true', { keys });
    expect(named.rows.map(({ key, doc, error }: Json) => [key, doc?.at ?? error])).to.deep.equal([
      ['nothing', 'not_found'],
      ...ids.map((id, at) => [id, at]),
    ]);
  });

  it('are all changes, oldest first and newest first, with a limit and with a filter', async () => {
    const expected = [...ids, '_design/v'].sort();
    const { results, pending, last_seq } = await list('GET', '/_changes?include_docs=true');
    expect(results.map(({ id }: Json) => id).sort()).to.deep.equal(expected);
    expect(results.every(({ id, doc }: Json) => doc._id === id)).to.equal(true);
    expect(pending).to.equal(0);
    expect((await ask('GET', `/${db}/_changes?since=${last_seq}`)).json.results).to.deep.equal([]);
    const some = await list('GET', '/_changes?limit=1500');
    expect([some.results.length, some.pending]).to.deep.equal([1500, MANY + 1 - 1500]);
    const rest = (await ask('GET', `/${db}/_changes?since=${some.last_seq}`)).json;
    expect([...some.results, ...rest.results].map(({ id }: Json) => id).sort()).to.deep.equal(expected);
    const newest = await list('GET', '/_changes?descending=true');
    expect(newest.results.map(({ id }: Json) => id).sort()).to.deep.equal(expected);
    if (embedded) expect(newest.results[0].id).to.equal('_design/v');
    const filtered = await ask('POST', `/${db}/_changes?filter=_selector`, { body: { selector: { gone: true } } });
    expect(filtered.json.results.map(({ id }: Json) => id).sort()).to.deep.equal([idOf(0), idOf(700), idOf(1400)]);
  });

  it('are the rows of a view, with and without documents', async () => {
    const rows = await list('GET', '/_design/v/_view/thrice');
    expect([rows.total_rows, rows.rows.length]).to.deep.equal([3 * MANY, 3 * MANY]);
    expect(rows.rows[MANY]).to.deep.equal({ id: idOf(0), key: [1, 0], value: true });
    const docs = await list('GET', '/_design/v/_view/thrice?startkey=[1]&endkey=[1,{}]&include_docs=true');
    expect(docs.rows.map(({ doc }: Json) => doc.at)).to.deep.equal(ids.map((_, at) => at));
  });

  it('are revisions for a replicator', async () => {
    const docs = ids.map(id => ({ id, rev: revs.get(id) }));
    const { results } = await list('POST', '/_bulk_get?revs=true', { docs });
    expect(results.map(({ id, docs: [one] }: Json) => [id, one.ok._revisions.start])).to.deep.equal(
      ids.map(id => [id, 1]),
    );
  });

  it('are refused with a status of their own when the question makes no sense', async () => {
    for (const path of [
      '/_all_docs?limit=x',
      '/_changes?since=nonsense',
      '/_design/v/_view/thrice?startkey=2&endkey=1',
      ...(embedded ? ['/_all_docs?endkey=5'] : []),
    ])
      expect((await ask('GET', `/${db}${path}`)).status, path).to.equal(400);
  });

  it('are answered to HEAD without a body', async () => {
    expect(await (await fetch('HEAD', `/${db}/_all_docs`)).text()).to.equal('');
  });

  it('of large documents come whole, though few of these are read at once', async () => {
    const other = await database();
    const docs = Array.from({ length: 30 }, (_, at) => ({ _id: idOf(at), text: String(at).padEnd(1_000_000, 'x') }));
    for (let at = 0; at < docs.length; at += 6)
      await ask('POST', `/${other}/_bulk_docs`, { body: { docs: docs.slice(at, at + 6) } });
    for (const path of [
      '/_changes?include_docs=true',
      '/_changes?include_docs=true&limit=29',
      '/_changes?include_docs=true&descending=true',
    ]) {
      const { results } = (await ask('GET', `/${other}${path}`)).json;
      const read = results.map(({ doc }: Json) => Number.parseInt(doc.text, 10)).sort((a: number, b: number) => a - b);
      expect(new Set(read).size, path).to.equal(path.includes('limit') ? 29 : 30);
    }
  });

  it('may be left in the middle by their reader', async () => {
    for (const path of [
      '/_all_docs?include_docs=true',
      '/_changes?include_docs=true',
      '/_design/v/_view/thrice?include_docs=true',
    ]) {
      const abort = new AbortController();
      const response = await fetch('GET', `/${db}${path}`, { signal: abort.signal });
      await response.body!.getReader().read();
      abort.abort();
    }
    expect((await ask('GET', `/${db}`)).json.doc_count).to.equal(MANY + 1);
  });
}
