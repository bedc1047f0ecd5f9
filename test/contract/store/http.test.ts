import { inspect } from 'node:util';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { type CouchServer, couchServer, refusalOf } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { expect } from 'chai';
import { couchGrounds } from '../couch-grounds.ts';
import { answering } from './answering.ts';

const thrownBy = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => undefined,
    error => error,
  );

for (const { title, open } of couchGrounds())
  describe(`a server: ${title}`, () => {
    let ground: Awaited<ReturnType<typeof open>>;
    let server: CouchServer;
    const name = `rounds-server-${crypto.randomUUID()}`;
    before(async () => {
      ground = await open();
      server = couchServer(ground.url);
      await server.ready(5000);
      await server.createDatabase(name);
    });
    after(async () => {
      await server.deleteDatabase(name);
      await ground.close();
    });

    it('creates and deletes databases, and says whether there was anything to do', async () => {
      const other = `${name}-2`;
      expect([
        await server.hasDatabase(other),
        await server.createDatabase(other),
        await server.createDatabase(other),
      ]).to.deep.equal([false, true, false]);
      expect(await server.databaseNames()).to.include.members([name, other]);
      expect([
        await server.hasDatabase(other),
        await server.deleteDatabase(other),
        await server.deleteDatabase(other),
      ]).to.deep.equal([true, true, false]);
    });

    it('refuses what concerns a database that is not there, as no caller expects it', async () => {
      const store = couchStore(ground.url, `${name}-absent`);
      const asked = [
        () => store.get('x'),
        () => store.getMany(['x']),
        () => store.getLocal('x'),
        () => store.write([{ _id: 'x' }]),
        () => store.info(),
      ];
      for (const ask of asked) expect(isAppError(await thrownBy(ask()), 'store/refused')).to.equal(true);
    });

    it('refuses a wrong password without telling it on', async () => {
      const { origin } = new URL(ground.url);
      const error = await thrownBy(couchStore(origin.replace('://', '://admin:guess@'), name).get('x'));
      expect(
        isAppError(error, 'store/refused') && [refusalOf(error)?.status, error.message.includes('guess')],
      ).to.deep.equal([401, false]);
    });

    it('writes the rest of a batch when one document is too large', async () => {
      const store = couchStore(ground.url, name);
      const large = { _id: 'large', type: 'x', text: 'x'.repeat(9_000_000) };
      const small = ['a', 'b', 'c', 'd'].map(_id => ({ _id, type: 'x' }));
      const answers = await store.write([...small.slice(0, 2), large, ...small.slice(2)]);
      expect(answers.map(answer => [answer.id, answer.ok || answer.error])).to.deep.equal([
        ['a', true],
        ['b', true],
        ['large', 'too_large'],
        ['c', true],
        ['d', true],
      ]);
      expect((await store.getMany(['d', 'large'])).map(doc => doc?._id)).to.deep.equal(['d', undefined]);
    });

    it('hands through an answer as it comes', async () => {
      const answer = await server.fetch(`/${name}/missing`);
      expect([answer.status, ((await answer.json()) as { error: string }).error]).to.deep.equal([404, 'not_found']);
      const anonymous = await server.fetch(`/${name}`, { headers: { authorization: 'Basic eDp5' } });
      expect(anonymous.status).to.equal(401);
    });
  });

describe('a server that fails', () => {
  it('is unreachable when a proxy says so', async () => {
    const { url, close } = await answering(() => [503, '{"error":"service_unavailable"}']);
    expect(isAppError(await thrownBy(couchStore(url, 'x').get('y')), 'store/unreachable')).to.equal(true);
    close();
  });

  it('is unreachable when it breaks off in the middle of an answer', async () => {
    const { url, close } = await answering(() => [200, '{"rows":[', 5000]);
    expect(isAppError(await thrownBy(couchStore(url, 'x').getMany(['y'])), 'store/unreachable')).to.equal(true);
    close();
  });

  it('refuses, in its own words, without the password', async () => {
    const { url, close } = await answering(() => [500, '{"error":"badarith","reason":"no idea"}']);
    const error = await thrownBy(couchStore(url, 'x').info());
    expect(refusalOf(error)).to.deep.equal({ status: 500, error: 'badarith', reason: 'no idea' });
    expect(String(error)).to.contain('no idea').and.not.to.contain('secret');
    const write = await thrownBy(couchStore(url, 'x').write([{ _id: 'ana', diagnosis: 'private' }]));
    expect(inspect(write, { depth: 10 }))
      .to.contain('store/refused')
      .and.not.to.match(/private|secret/);
    close();
  });

  it('is waited for until it answers', async () => {
    const { url, close } = await answering(request => (request < 3 ? [503, '{}'] : [200, '{"status":"ok"}']));
    await couchServer(url).ready(10_000);
    close();
    expect(isAppError(await thrownBy(couchServer(url).ready(0)), 'store/unreachable')).to.equal(true);
  });
});
