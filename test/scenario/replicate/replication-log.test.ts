import { expect } from 'chai';
import { until } from '../../world.ts';
import { readFill } from './phone.ts';
import { aya, type Person, report, type Village, village } from './village.ts';

describe('the log of replication', () => {
  let place: Village;
  let olga: Person;
  let now = 1_760_000_000_000;
  const many = Array.from({ length: 3000 }, (_, index) =>
    report(`visit-${String(index).padStart(5, '0')}`, 'nia', aya, { fields: { text: 'x'.repeat(2000) } }),
  );
  const task = (user: string) => ({ _id: 'task~1', type: 'task', user: `org.couchdb.user:${user}` });
  before(async () => {
    place = await village({ docs: many, now: () => now });
    await place.put(task(place.user('aya')));
    olga = await place.login('olga');
  });
  after(() => place?.close());
  beforeEach(() => {
    now += 60_000;
  });

  const name = () => place.user('aya');
  const counts = async () => (await olga.ask(`/api/v1/users-doc-count?user=${name()}`)).body.users;
  const failures = async () => (await olga.ask(`/api/v1/replication-failure-logs?user=${name()}`)).body.users;
  const ill = async () => (await olga.ask('/api/v1/replication-health/failed')).body;

  it('says how many documents a phone was told of, tasks left out', async () => {
    const aya_ = await place.login('aya');
    const { docs } = await readFill(aya_);
    const count = await until('the fill was counted', async () => ((await counts()).count ? counts() : null));
    expect(count).to.deep.include({ user: name(), count: docs.length - 1, date: now });
    const { body } = await aya_.ask('/api/v1/replication/get-ids');
    expect(body.doc_ids_revs).to.have.length(docs.length);
    expect((await counts()).count).to.equal(docs.length - 1);
    const all = await olga.ask('/api/v1/users-doc-count');
    expect(all.body).to.include({ limit: 10_000 });
    expect(all.body.users).to.have.length(1);
  });

  it('names users whose phone hung up, as long as nothing whole came after', async () => {
    expect(await failures()).to.deep.equal([]);
    const aya_ = await place.login('aya');
    const broken = new AbortController();
    const response = await fetch(`${place.url}/api/v1/replication/fill`, {
      headers: { cookie: aya_.cookie },
      signal: broken.signal,
    });
    await response.body!.getReader().read();
    broken.abort();
    const [logged] = await until('the failure was noted', async () =>
      (await failures()).length > 0 ? failures() : null,
    );
    expect(logged).to.include({ user: name(), count: 1 });
    expect(logged.failures[0]).to.include({ request: 'fill', broken_off: true });
    expect(logged.failures[0].request_id).to.equal(response.headers.get('x-request-id'));
    expect(await ill()).to.deep.equal({
      count: 1,
      users: [{ user: name(), last_failure: new Date(now).toISOString(), count: 1 }],
    });
    now += 60_000;
    await aya_.ask('/api/v1/replication/get-ids');
    expect(await ill()).to.deep.equal({ count: 0, users: [] });
    expect((await failures())[0]).to.include({ count: 1, last_success: new Date(now).toISOString() });
  });

  it('is for online users who may see users', async () => {
    for (const path of [
      '/api/v1/users-doc-count',
      '/api/v1/replication-failure-logs',
      '/api/v1/replication-health/failed',
    ]) {
      expect((await (await place.login('aya')).ask(path)).status, path).to.equal(403);
      expect((await place.stranger.ask(path)).status, path).to.equal(401);
      expect((await place.admin.ask(path)).status, path).to.equal(200);
    }
    expect((await olga.ask('/api/v1/users-doc-count?user=nobody')).body.users).to.deep.equal([]);
    expect((await olga.ask('/api/v1/users-doc-count?user=a&user=b')).status).to.equal(400);
  });
});
