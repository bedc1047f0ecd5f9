import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { type Ground, grounds, type Json } from './ground.ts';

for (const ground of grounds()) describe(`The server of ${ground.title}`, () => server(ground));

function server(ground: Ground): void {
  const { ask, database } = ground;
  before(async () => {
    await ground.open();
    // CouchDB tells of its databases only where it has this one
    if (!ground.embedded) await ask('PUT', '/_global_changes');
  });
  after(() => ground.close());

  const updates = async (query = '') => (await ask('GET', `/_db_updates${query}`)).json;
  const eventsOf = (name: string, { results }: Json): string[] =>
    results.flatMap(({ db_name, type }: Json) => (db_name === name ? [type] : [])).sort();
  /** What the server tells of a database, as soon as it tells of so many events. */
  const told = async (name: string, events: number): Promise<string[]> => {
    for (let tries = 0; ; tries++) {
      const found = eventsOf(name, await updates());
      if (found.length >= events || tries > 100) return found;
      await setTimeout(100);
    }
  };

  it('tells which databases were created, written to and deleted', async () => {
    const name = await database();
    expect(await told(name, 1)).to.include('created');
    await ask('PUT', `/${name}/x`, { body: {} });
    expect(await told(name, 2)).to.deep.equal(['created', 'updated']);
    await ask('DELETE', `/${name}`);
    expect(await told(name, 3)).to.include('deleted');
  });

  it('tells of databases to one who waits', async () => {
    const { last_seq } = await updates();
    const waiting = updates(`?feed=longpoll&timeout=20000&since=${encodeURIComponent(last_seq)}`);
    await setTimeout(50);
    const name = await database();
    expect((await waiting).results.length).to.be.greaterThan(0);
    expect(await told(name, 1)).to.include('created');
    const started = Date.now();
    await updates(`?feed=continuous&timeout=200&since=now`);
    expect(Date.now() - started).to.be.lessThan(15_000);
  });

  it('tells of databases to administrators only', async () => {
    for (const as of [await ground.user(), null])
      expect((await ask('GET', '/_db_updates', { as })).status).to.be.oneOf([401, 403]);
  });

  it('shows its configuration to administrators, and keeps what is set', async () => {
    const path = '/_node/_local/_config';
    const all = (await ask('GET', path)).json;
    expect(all).to.be.an('object').and.to.include.keys('admins', 'chttpd', 'chttpd_auth');
    expect((await ask('GET', `${path}/chttpd`)).json).to.have.property('port');
    expect((await ask('PUT', `${path}/rounds_test/key`, { body: 'first' })).json).to.equal('');
    expect((await ask('PUT', `${path}/rounds_test/key`, { body: 'second' })).json).to.equal('first');
    expect((await ask('GET', `${path}/rounds_test`)).json).to.deep.equal({ key: 'second' });
    expect((await ask('DELETE', `${path}/rounds_test/key`)).json).to.equal('second');
    const { status, json } = await ask('GET', `${path}/rounds_test/key`);
    expect([status, json.reason]).to.deep.equal([404, 'unknown_config_value']);
    for (const as of [await ground.user(), null])
      for (const [method, body] of [
        ['GET', undefined],
        ['PUT', 'x'],
      ] as const)
        expect((await ask(method, `${path}/rounds_test/key`, { as, body })).status).to.be.oneOf([401, 403]);
  });

  if (ground.embedded)
    it('lets nobody believe to have changed who may do what', async () => {
      for (const key of ['admins/eve', 'chttpd_auth/secret', 'chttpd/require_valid_user'])
        expect((await ask('PUT', `/_node/_local/_config/${key}`, { body: 'x' })).status, key).to.equal(403);
      expect((await ask('GET', '/_all_dbs', { as: { name: 'eve', password: 'x' } })).status).to.equal(401);
    });

  it('says of a list of documents how many come before it', async () => {
    const name = await database();
    const docs = ['a', 'b', 'c', 'd', 'e'].map(_id => ({ _id }));
    await ask('POST', `/${name}/_bulk_docs`, { body: { docs } });
    const { json } = await ask('GET', `/${name}/b`);
    await ask('DELETE', `/${name}/b?rev=${json._rev}`);
    const offset = async (query: string) => (await ask('GET', `/${name}/_all_docs?${query}`)).json.offset;
    expect(await offset('')).to.equal(0);
    expect(await offset('skip=2')).to.equal(2);
    expect(await offset('startkey="c"')).to.equal(1);
    expect(await offset('startkey="c"&skip=1')).to.equal(2);
    expect(await offset('startkey="c"&descending=true')).to.equal(2);
    expect(await offset('startkey="x"')).to.equal(4);
    await ask('PUT', `/${name}/bb`, { body: {} });
    expect(await offset('startkey="c"')).to.equal(2);
  });
}
