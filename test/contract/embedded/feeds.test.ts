import { expect } from 'chai';
import { type Ask, type Ground, grounds, type Json } from './ground.ts';

for (const ground of grounds()) describe(`Changes feeds of ${ground.title}`, () => feeds(ground));

function feeds({ open, close, ask, fetch, database, user, embedded }: Ground): void {
  before(open);
  after(close);
  let db = '';
  beforeEach(async () => {
    db = await database();
    for (const id of ['a', 'b', 'c']) await put(id, { type: id === 'b' ? 'B' : 'A' });
  });
  const put = async (id: string, body: object) => (await ask('PUT', `/${db}/${id}`, { body })).json as { rev: string };
  const changes = async (query = '', what: Ask = {}) =>
    (await ask(what.body === undefined ? 'GET' : 'POST', `/${db}/_changes${query}`, what)).json;
  const ids = (json: Json) => json.results.map((one: Json) => one.id);

  /** Opens a feed; `next` gives its next line that is not empty, or null at its end. */
  const follow = async (query: string) => {
    const abort = new AbortController();
    const response = await fetch('GET', `/${db}/_changes${query}`, { signal: abort.signal });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    let beats = 0;
    const next = async (): Promise<string | null> => {
      for (;;) {
        const end = text.indexOf('\n');
        if (end >= 0) {
          const line = text.slice(0, end);
          text = text.slice(end + 1);
          if (line) return line;
          beats += 1;
          continue;
        }
        const { value, done } = await reader.read();
        if (done) return text || null;
        text += value;
      }
    };
    return { next, beats: () => beats, close: () => abort.abort() };
  };

  it('lists each document once, and what came after a sequence', async () => {
    const all = await changes();
    expect(ids(all)).to.have.members(['a', 'b', 'c']);
    expect(await changes(`?since=${all.last_seq}`)).to.deep.include({ results: [], pending: 0 });
    const { rev } = await put('d', {});
    await ask('DELETE', `/${db}/d?rev=${rev}`);
    const later = await changes(`?since=${all.last_seq}&include_docs=true`);
    expect(later.results).to.have.length(1);
    expect(later.results[0]).to.include({ id: 'd', deleted: true });
    expect(later.results[0].doc).to.include({ _id: 'd', _deleted: true });
    expect((await changes('?since=now')).results).to.deep.equal([]);
  });

  it('goes on page after page until nothing is pending', async () => {
    const seen: string[] = [];
    let page = await changes('?limit=2');
    expect(page.pending).to.equal(1);
    seen.push(...ids(page));
    while (page.pending > 0) {
      page = await changes(`?limit=2&since=${page.last_seq}`);
      seen.push(...ids(page));
    }
    expect(seen.sort()).to.deep.equal(['a', 'b', 'c']);
  });

  it('misses no document, however many are being written meanwhile', async () => {
    let writing = true;
    const writer = (async () => {
      for (let n = 0; n < 15; n++)
        await ask('POST', `/${db}/_bulk_docs`, {
          body: { docs: Array.from({ length: 40 }, (_, at) => ({ _id: `w${n}-${at}` })) },
        });
      writing = false;
    })();
    const seen = new Set<string>();
    let since = '0';
    for (let last = false; ; ) {
      const page = await changes(`?since=${since}&limit=70`);
      for (const id of ids(page)) seen.add(id);
      since = page.last_seq;
      if (last && !page.results.length) break;
      last = !writing;
    }
    await writer;
    expect(seen.size).to.equal(603);
  });

  it('names all leaves, and the losers with their document, when asked', async () => {
    const docs = ['1-xx', '1-yy'].map(_rev => ({ _id: 'two', _rev }));
    await ask('POST', `/${db}/_bulk_docs`, { body: { new_edits: false, docs } });
    const { results } = await changes('?style=all_docs&include_docs=true&conflicts=true');
    const two = results.find((one: Json) => one.id === 'two');
    expect(two.changes.map((one: Json) => one.rev)).to.deep.equal(['1-yy', '1-xx']);
    expect(two.doc._conflicts).to.deep.equal(['1-xx']);
  });

  it('filters by ids, by selector, by design documents, by a function of the caller and by a view', async () => {
    const views = { b: { map: 'function (doc) { if (doc.type === "B") emit(doc._id); }' } };
    const filters = {
      t: 'function (doc, req) { return doc.type === req.query.type && req.userCtx.roles.indexOf("_admin") >= 0; }',
    };
    await ask('PUT', `/${db}/_design/f`, { body: { views, filters } });
    expect(ids(await changes('?filter=_doc_ids', { body: { doc_ids: ['b', 'never'] } }))).to.deep.equal(['b']);
    expect(ids(await changes('?filter=_selector', { body: { selector: { type: 'B' } } }))).to.deep.equal(['b']);
    expect(ids(await changes('?filter=_design'))).to.deep.equal(['_design/f']);
    expect(ids(await changes('?filter=f/t&type=B'))).to.deep.equal(['b']);
    expect(ids(await changes('?filter=_view&view=f/b'))).to.deep.equal(['b']);
    expect((await ask('GET', `/${db}/_changes?filter=f/none`)).status).to.equal(404);
    expect((await ask('GET', `/${db}/_changes?filter=f/none&feed=longpoll`)).status).to.equal(404);
  });

  it('holds a long poll until something changes, and gives up after its timeout', async () => {
    const waiting = changes('?feed=longpoll&since=now&heartbeat=200');
    await new Promise(resolve => setTimeout(resolve, 300));
    await put('d', {});
    expect(ids(await waiting)).to.deep.equal(['d']);
    const { results, last_seq } = await changes('?feed=longpoll&since=now&timeout=300');
    expect(results).to.deep.equal([]);
    expect(last_seq).to.be.a('string');
  });

  it('lets a long poll sleep through documents that its filter drops', async () => {
    const waiting = ask('POST', `/${db}/_changes?feed=longpoll&since=now&filter=_doc_ids&heartbeat=200`, {
      body: { doc_ids: ['wanted'] },
    });
    await new Promise(resolve => setTimeout(resolve, 200));
    await put('other', {});
    await put('wanted', {});
    expect(ids((await waiting).json)).to.deep.equal(['wanted']);
  });

  it('writes old and new changes as lines, with signs of life between them', async () => {
    const feed = await follow('?feed=continuous&since=0&heartbeat=100');
    const seen = new Set<string>();
    while (seen.size < 3) seen.add(JSON.parse((await feed.next()) ?? '{}').id);
    const next = feed.next();
    await new Promise(resolve => setTimeout(resolve, 350));
    await put('d', {});
    expect(JSON.parse((await next) ?? '{}').id).to.equal('d');
    expect(feed.beats()).to.be.greaterThan(0);
    feed.close();
  });

  it('keeps still when signs of life are asked for so late that a timer cannot count to it', async () => {
    const feed = await follow('?feed=continuous&since=now&heartbeat=99999999999');
    const next = feed.next();
    await new Promise(resolve => setTimeout(resolve, 300));
    await put('d', {});
    expect(JSON.parse((await next) ?? '{}').id).to.equal('d');
    // CouchDB begins with one or two; a timer that cannot count so far would beat without pause.
    expect(feed.beats()).to.be.lessThan(5);
    feed.close();
  });

  it('ends a continuous feed after its limit or its timeout, with the last sequence', async () => {
    for (const query of ['?feed=continuous&since=0&limit=2', '?feed=continuous&since=now&timeout=300']) {
      const feed = await follow(query);
      let last = '';
      for (let line = await feed.next(); line !== null; line = await feed.next()) last = line;
      expect(JSON.parse(last)).to.have.property('last_seq');
    }
  });

  it('writes events for browsers', async () => {
    const feed = await follow('?feed=eventsource&since=0&heartbeat=500');
    expect(await feed.next()).to.match(/^data: \{.*"id":/);
    feed.close();
  });

  if (!embedded) return;

  it('ends all feeds of a database that is removed', async () => {
    const feed = await follow('?feed=continuous&since=now&heartbeat=1000');
    await ask('DELETE', `/${db}`);
    for (let line = await feed.next(); line !== null; line = await feed.next()) expect(line).to.include('last_seq');
  });

  it('starts anew for a sequence of a database of the same name that was removed', async () => {
    const { last_seq } = await changes();
    await ask('DELETE', `/${db}`);
    await ask('PUT', `/${db}`);
    await put('new', {});
    expect(ids(await changes(`?since=${last_seq}`))).to.deep.equal(['new']);
    expect((await ask('GET', `/${db}/_changes?since=garbage`)).status).to.equal(400);
  });

  it('stands a hundred readers who go without a word', async () => {
    const reader = await user();
    await ask('PUT', `/${db}/_security`, { body: { members: { names: [reader.name], roles: [] } } });
    const readers = await Promise.all(
      Array.from({ length: 100 }, () => follow('?feed=continuous&since=now&heartbeat=50')),
    );
    for (const one of readers) one.close();
    for (let n = 0; n < 5; n++) expect((await put(`after-${n}`, {})).rev).to.match(/^1-/);
  });
}
