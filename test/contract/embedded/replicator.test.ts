import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startEmbedded } from '@rounds/ddocs/embedded/start.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { expect } from 'chai';
import { type Ground, grounds } from './ground.ts';

/** Asks until the answer is as wished, for 30 s at most. */
const until = async <T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> => {
  for (let tries = 0; ; tries++) {
    const answer = await ask();
    if (holds(answer) || tries >= 150) return answer;
    await setTimeout(200);
  }
};

for (const ground of grounds()) describe(`Replication by ${ground.title}`, () => replication(ground));

function replication(ground: Ground): void {
  const { ask } = ground;
  before(async () => {
    await ground.open();
    await ask('PUT', '/_replicator');
  });
  after(() => ground.close());

  let source: string;
  let target: string;
  beforeEach(async () => {
    [source, target] = [await ground.database(), await ground.database()];
    await ask('PUT', `/${source}/a`, { body: { v: 1 } });
    await ask('PUT', `/${source}/b`, { body: { v: 2 } });
  });
  const at = (name: string) => `${ground.url()}/${name}`;
  const replicate = (body: object) => ask('POST', '/_replicate', { body });
  const idsOf = async (name: string): Promise<string[]> =>
    (await ask('GET', `/${name}/_all_docs`)).json.rows.map(({ id }: { id: string }) => id);
  /** Revisions of a document that are conflicts or deletions come along. */
  const leaves = async (name: string, id: string): Promise<string[]> =>
    (await ask('GET', `/${name}/${id}?open_revs=all`)).json.map(({ ok }: { ok: { _rev: string } }) => ok._rev).sort();

  it('brings documents, deletions, conflicts and attachments to another database, once', async () => {
    const docs = ['1-aa', '1-bb'].map(_rev => ({ _id: 'split', _rev }));
    await ask('POST', `/${source}/_bulk_docs`, { body: { docs, new_edits: false } });
    const { json } = await ask('GET', `/${source}/a`);
    await ask('DELETE', `/${source}/a?rev=${json._rev}`);
    const p = { content_type: 'text/plain', data: 'aGk=' };
    await ask('PUT', `/${source}/picture`, { body: { _attachments: { p } } });
    const first = await replicate({ source: at(source), target: at(target) });
    expect([first.status, first.json.ok]).to.deep.equal([200, true]);
    expect(await idsOf(target)).to.deep.equal(['b', 'picture', 'split']);
    expect(await leaves(target, 'split')).to.deep.equal(['1-aa', '1-bb']);
    expect((await ask('GET', `/${target}/a`)).json.reason).to.equal('deleted');
    expect((await ask('GET', `/${target}/picture/p`)).text).to.equal('hi');
    expect((await replicate({ source: at(source), target: at(target) })).json).to.include({
      ok: true,
      no_changes: true,
    });
  });

  it('takes addresses with headers, and makes the target where that is wished', async () => {
    const { origin, username, password } = new URL(ground.url());
    const Authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    const made = `${target}-made`;
    const endpoint = (name: string) => ({ url: `${origin}/${name}`, headers: { Authorization } });
    expect((await replicate({ source: endpoint(source), target: endpoint(made) })).status).to.be.greaterThanOrEqual(
      400,
    );
    const { json } = await replicate({ source: endpoint(source), target: endpoint(made), create_target: true });
    expect([json.ok, await idsOf(made)]).to.deep.equal([true, ['a', 'b']]);
    await ask('DELETE', `/${made}`);
  });

  it('brings what is named or selected only', async () => {
    await replicate({ source: at(source), target: at(target), doc_ids: ['b'] });
    expect(await idsOf(target)).to.deep.equal(['b']);
    await replicate({ source: at(source), target: at(target), selector: { v: 1 } });
    expect(await idsOf(target)).to.deep.equal(['a', 'b']);
  });

  it('goes on until it is cancelled', async () => {
    const asked = { source: at(source), target: at(target), continuous: true };
    const started = await replicate(asked);
    expect([started.status, started.json.ok]).to.deep.equal([202, true]);
    await ask('PUT', `/${source}/later`, { body: {} });
    const found = await until(
      () => idsOf(target),
      ids => ids.includes('later'),
    );
    expect(found).to.deep.equal(['a', 'b', 'later']);
    const job = (await ask('GET', '/_scheduler/jobs')).json.jobs.find(({ target: to }: { target: string }) =>
      to.includes(target),
    );
    expect(JSON.stringify(job)).to.contain(source).and.not.to.contain(':pass@');
    expect((await replicate({ ...asked, cancel: true })).json.ok).to.equal(true);
    expect((await replicate({ ...asked, cancel: true })).status).to.equal(404);
  });

  it('is refused to all but administrators, and when it makes no sense', async () => {
    const as = await ground.user();
    for (const who of [as, null])
      expect((await ask('POST', '/_replicate', { as: who, body: { source, target } })).status).to.be.oneOf([401, 403]);
    for (const body of [{}, { source: at(source) }, { source: at(source), target: at(target), doc_ids: 1 }])
      expect((await replicate(body)).status, JSON.stringify(body)).to.be.greaterThanOrEqual(400);
    // CouchDB says 500 here
    expect((await replicate({ source: at(`${source}-absent`), target: at(target) })).status).to.be.oneOf([404, 500]);
    expect(await idsOf(target)).to.deep.equal([]);
  });

  it('of a document is told in it, and listed', async () => {
    const id = `job-${source}`;
    await ask('PUT', `/_replicator/${id}`, { body: { source: at(source), target: at(target) } });
    const { json } = await until(
      () => ask('GET', `/_replicator/${id}`),
      told => told.json._replication_state !== undefined,
    );
    expect([json._replication_state, await idsOf(target)]).to.deep.equal(['completed', ['a', 'b']]);
    expect(json._replication_stats).to.include({ docs_written: 2, doc_write_failures: 0 });
    const listed = (await ask('GET', `/_scheduler/docs/_replicator/${id}`)).json;
    expect([listed.state, listed.doc_id]).to.deep.equal(['completed', id]);
    await ask('DELETE', `/_replicator/${id}?rev=${json._rev}`);
  });

  it('of a document ends with the document', async () => {
    const id = `job-${source}`;
    const body = { source: at(source), target: at(target), continuous: true };
    const { json } = await ask('PUT', `/_replicator/${id}`, { body });
    await until(
      () => idsOf(target),
      ids => ids.length === 2,
    );
    await ask('DELETE', `/_replicator/${id}?rev=${json.rev}`);
    await until(
      async () => (await ask('GET', '/_scheduler/jobs?limit=1000')).text,
      text => !text.includes(id),
    );
    await ask('PUT', `/${source}/later`, { body: {} });
    await setTimeout(500);
    expect(await idsOf(target)).to.deep.equal(['a', 'b']);
  });
}

describe('Replication by the embedded database', () => {
  const admin = { name: 'admin', password: 'pass' };
  let dir: string;
  let running: Awaited<ReturnType<typeof startEmbedded>> | undefined;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rounds-replicator-'));
  });
  afterEach(async () => {
    await running?.close();
    await rm(dir, { recursive: true, force: true });
  });
  const start = async () => {
    running = await startEmbedded({ dir, admin });
    return couchServer(running.url.replace('://', '://admin:pass@'));
  };

  it('goes on after a restart, between databases that are named only', async () => {
    const first = await start();
    for (const name of ['_replicator', 'from', 'to']) await first.createDatabase(name);
    const body = { source: 'from', target: 'to', continuous: true };
    await first.request('/_replicator/job', { method: 'PUT', body });
    await running!.close();
    const again = await start();
    await again.request('/from/x', { method: 'PUT', body: {} });
    const info = await until(
      () => again.request<{ doc_count: number }>('/to'),
      ({ doc_count }) => doc_count === 1,
    );
    expect(info.doc_count).to.equal(1);
  });

  it('is tried again when the other side could not be reached, and says why', async () => {
    const server = await start();
    for (const name of ['_replicator', 'to']) await server.createDatabase(name);
    const body = { source: 'http://admin:secret@127.0.0.1:9/from', target: 'to' };
    await server.request('/_replicator/job', { method: 'PUT', body });
    const docs = await until(
      () => server.request<{ docs: { state: string; error_count: number }[] }>('/_scheduler/docs'),
      ({ docs }) => docs[0]?.state === 'crashing',
    );
    expect([docs.docs[0]?.state, docs.docs[0]?.error_count]).to.deep.equal(['crashing', 1]);
    expect(JSON.stringify(docs)).to.contain('cannot be reached').and.not.to.contain('secret');
  });

  it('of a document that makes no sense has failed', async () => {
    const server = await start();
    await server.createDatabase('_replicator');
    await server.request('/_replicator/job', { method: 'PUT', body: { source: 'from' } });
    const doc = await until(
      () => server.request<Record<string, string>>('/_replicator/job'),
      ({ _replication_state: state }) => state !== undefined,
    );
    expect([doc._replication_state, doc._replication_state_reason]).to.deep.equal(['failed', '`target` is missing']);
  });
});
