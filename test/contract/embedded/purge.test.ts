import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startEmbedded } from '@rounds/ddocs/embedded/start.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { expect } from 'chai';
import { type Ground, grounds } from './ground.ts';

for (const ground of grounds()) describe(`Purging on ${ground.title}`, () => purging(ground));

function purging(ground: Ground) {
  const { ask } = ground;
  before(() => ground.open());
  after(() => ground.close());

  /** A view of all names, with their conflicts. */
  const byName = 'function (doc) { if (doc.name) emit(doc.name, doc._conflicts || null); }';
  let db: string;
  beforeEach(async () => {
    db = await ground.database();
    await ask('PUT', `/${db}/_design/v`, { body: { views: { names: { map: byName } } } });
  });
  const put = async (id: string, body: object): Promise<string> =>
    (await ask('PUT', `/${db}/${id}`, { body })).json.rev;
  const purge = (body: object) => ask('POST', `/${db}/_purge`, { body });
  const names = async () =>
    (await ask('GET', `/${db}/_design/v/_view/names`)).json.rows.map(({ key }: { key: string }) => key);
  const changed = async () =>
    (await ask('GET', `/${db}/_changes`)).json.results.map(({ id }: { id: string }) => id).sort();
  /** Two leaves of one document; `2-b` wins. */
  const split = () =>
    ask('POST', `/${db}/_bulk_docs`, {
      body: {
        new_edits: false,
        docs: ['a', 'b'].map(end => ({
          _id: 'split',
          name: `leaf ${end}`,
          _revisions: { start: 2, ids: [end, 'root'] },
          _rev: `2-${end}`,
        })),
      },
    });

  it('leaves no trace of a document: not read, not listed, not told, not in a view', async () => {
    const first = await put('gone', { name: 'Ana' });
    const rev = await put('gone', { _rev: first, name: 'Ana' });
    await put('stays', { name: 'Ben' });
    expect(await names()).to.deep.equal(['Ana', 'Ben']);
    const { status, json } = await purge({ gone: [rev] });
    expect([status, json.purged]).to.deep.equal([201, { gone: [rev] }]);
    const read = await ask('GET', `/${db}/gone`);
    expect([read.status, read.json.reason]).to.deep.equal([404, 'missing']);
    expect((await ask('GET', `/${db}/gone?rev=${first}`)).status).to.equal(404);
    expect(await names()).to.deep.equal(['Ben']);
    expect(await changed()).to.deep.equal(['_design/v', 'stays']);
    const info = (await ask('GET', `/${db}`)).json;
    expect([info.doc_count, info.doc_del_count]).to.deep.equal([2, 0]);
    expect(Number.parseInt(info.purge_seq, 10)).to.be.greaterThan(0);
    expect((await ask('POST', `/${db}/_revs_diff`, { body: { gone: [first] } })).json).to.deep.equal({
      gone: { missing: [first] },
    });
  });

  it('takes deletions as well, and lets the document be written as if for the first time', async () => {
    const rev = await put('dead', { name: 'Ana' });
    const { json } = await ask('DELETE', `/${db}/dead?rev=${rev}`);
    expect((await purge({ dead: [json.rev] })).json.purged).to.deep.equal({ dead: [json.rev] });
    expect((await ask('GET', `/${db}`)).json).to.include({ doc_count: 1, doc_del_count: 0 });
    expect((await ask('GET', `/${db}/dead`)).json.reason).to.equal('missing');
    expect(await put('dead', { name: 'Ana' })).to.match(/^1-/);
    expect(await names()).to.deep.equal(['Ana']);
  });

  it('takes the leaf that is named, and shows the one that is left', async () => {
    await split();
    expect(await names()).to.deep.equal(['leaf b']);
    expect((await purge({ split: ['2-b'] })).json.purged).to.deep.equal({ split: ['2-b'] });
    const { json } = await ask('GET', `/${db}/split?conflicts=true&revs=true`);
    expect([json._rev, json.name, json._conflicts, json._revisions]).to.deep.equal([
      '2-a',
      'leaf a',
      undefined,
      { start: 2, ids: ['a', 'root'] },
    ]);
    expect(await names()).to.deep.equal(['leaf a']);
    expect(await changed()).to.include('split');
    expect((await ask('GET', `/${db}`)).json.doc_count).to.equal(2);
  });

  it('takes nothing but leaves', async () => {
    const first = await put('kept', { name: 'Ana' });
    await put('kept', { _rev: first, name: 'Ana' });
    const { status, json } = await purge({ kept: [first], absent: ['1-a'] });
    expect([status, json.purged]).to.deep.equal([201, { kept: [], absent: [] }]);
    expect((await ask('GET', `/${db}/kept`)).status).to.equal(200);
  });

  it('is refused to all but administrators, and when it makes no sense', async () => {
    const rev = await put('x', {});
    const as = await ground.user();
    await ask('PUT', `/${db}/_security`, { body: { members: { names: [as.name], roles: [] }, admins: {} } });
    expect((await ask('POST', `/${db}/_purge`, { as, body: { x: [rev] } })).status).to.be.oneOf([401, 403]);
    for (const body of [[], { x: 'all' }, { x: ['no revision'] }])
      expect((await purge(body)).status, JSON.stringify(body)).to.be.greaterThanOrEqual(400);
    expect((await ask('GET', `/${db}/x`)).status).to.equal(200);
  });

  it('of attachments leaves those that another document has', async () => {
    const _attachments = { 'a.bin': { content_type: 'image/png', data: randomBytes(500).toString('base64') } };
    const rev = await put('one', { _attachments });
    await put('other', { _attachments });
    await purge({ one: [rev] });
    expect((await ask('GET', `/${db}/other/a.bin`)).status).to.equal(200);
    const { json } = await ask('GET', `/${db}/other?attachments=true`);
    expect(json._attachments['a.bin'].data).to.equal(_attachments['a.bin'].data);
  });

  it('prunes the history of a document to the generations that are to be kept', async () => {
    expect((await ask('GET', `/${db}/_revs_limit`)).json).to.equal(1000);
    expect((await ask('PUT', `/${db}/_revs_limit`, { body: 3 })).status).to.equal(200);
    expect((await ask('GET', `/${db}/_revs_limit`)).json).to.equal(3);
    let rev = await put('long', {});
    for (let at = 2; at <= 6; at++) rev = await put('long', { _rev: rev, at });
    const { json } = await ask('GET', `/${db}/long?revs=true`);
    expect([json.at, json._revisions.start, json._revisions.ids.length]).to.deep.equal([6, 6, 3]);
    for (const body of [0, -1, 'ten', 1.5])
      expect((await ask('PUT', `/${db}/_revs_limit`, { body })).status, String(body)).to.be.greaterThanOrEqual(400);
    const as = await ground.user();
    await ask('PUT', `/${db}/_security`, { body: { members: { names: [as.name], roles: [] }, admins: {} } });
    // CouchDB itself says 500
    expect((await ask('PUT', `/${db}/_revs_limit`, { as, body: 5 })).status).to.be.oneOf([401, 403, 500]);
    expect((await ask('GET', `/${db}/_revs_limit`)).json).to.equal(3);
  });
}

describe('Purging in the data folder of the embedded database', () => {
  const admin = { name: 'admin', password: 'pass' };
  let dir: string;
  const open = new Set<() => Promise<void>>();
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-purge-'));
  });
  afterEach(async () => {
    for (const close of open) await close();
    await rm(dir, { recursive: true, force: true });
  });

  const started = async () => {
    const embedded = await startEmbedded({ dir, admin });
    const close = async () => {
      if (open.delete(close)) await embedded.close();
    };
    open.add(close);
    return { server: couchServer(embedded.url.replace('://', '://admin:pass@')), close };
  };
  const filesWith = async (text: string): Promise<string[]> => {
    const found: string[] = [];
    // leveldb may remove a file between the two
    for (const { name, parentPath } of (await readdir(dir, { recursive: true, withFileTypes: true })).filter(entry =>
      entry.isFile(),
    ))
      if ((await readFile(join(parentPath, name)).catch(() => '')).includes(text)) found.push(name);
    return found;
  };

  it('leaves neither body nor attachment in any file, and counts on after a restart', async () => {
    const [secret, picture] = [randomBytes(40).toString('hex'), randomBytes(40).toString('hex')];
    const first = await started();
    await first.server.createDatabase('a');
    const put = (id: string, body: object) =>
      first.server.request<{ rev: string }>(`/a/${id}`, { method: 'PUT', body });
    const data = Buffer.from(picture).toString('base64');
    const { rev } = await put('x', { secret, _attachments: { p: { content_type: 'image/png', data } } });
    const { rev: second } = await put('x', { _rev: rev, secret });
    await put('y', { name: 'stays' });
    expect([await filesWith(secret), await filesWith(picture)].map(found => found.length > 0)).to.deep.equal([
      true,
      true,
    ]);
    await first.server.request('/a/_purge', { method: 'POST', body: { x: [second] } });
    for (let tries = 0; tries < 50 && (await filesWith(secret)).length + (await filesWith(picture)).length > 0; tries++)
      await setTimeout(100);
    expect([await filesWith(secret), await filesWith(picture)]).to.deep.equal([[], []]);
    await first.close();

    const again = await started();
    const info = await again.server.request<{ doc_count: number; purge_seq: string }>('/a');
    expect([info.doc_count, info.purge_seq]).to.deep.equal([1, '1']);
    await again.server.request('/a/x', { method: 'PUT', body: {} });
    expect((await again.server.request<{ doc_count: number }>('/a')).doc_count).to.equal(2);
    await again.close();
  });

  it('keeps the limit of generations over a restart', async () => {
    const first = await started();
    await first.server.createDatabase('a');
    await first.server.request('/a/_revs_limit', { method: 'PUT', body: 7 });
    await first.close();
    const again = await started();
    expect(await again.server.request('/a/_revs_limit')).to.equal(7);
    await again.close();
  });
});
