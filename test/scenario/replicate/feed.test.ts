import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildServer } from '@rounds/api/server.ts';
import { log as makeLog } from '@rounds/api/web/log.ts';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import { readFill } from './phone.ts';
import { aya, ben, report, type Village, village } from './village.ts';

/** A way to the database that counts and can be cut. */
const way = async (couchUrl: string) => {
  const { hostname, port: couchPort } = new URL(couchUrl);
  const asked: string[] = [];
  const open = new Set<string>();
  let cut = false;
  const server: Server = createServer((incoming: IncomingMessage, outgoing) => {
    if (cut) {
      incoming.socket.destroy();
      return;
    }
    const key = `${incoming.method} ${incoming.url}`;
    asked.push(key);
    open.add(key);
    const { host: _, ...headers } = incoming.headers;
    const onward = request(
      { host: hostname, port: couchPort, path: incoming.url, method: incoming.method, headers },
      answer => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => {
      open.delete(key);
      onward.destroy();
    });
    incoming.pipe(onward);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const target = new URL(couchUrl);
  target.port = String(port);
  target.hostname = '127.0.0.1';
  return {
    url: target.href.replace(/\/$/, ''),
    asked,
    /** Long polls that wait at the database. */
    waiting: () => [...open].filter(each => each.includes('feed=longpoll')).length,
    cut: () => {
      cut = true;
      server.closeAllConnections();
    },
    mend: () => {
      cut = false;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
};

/** What `_all_docs` or `_changes` answers. */
interface ChangesOrRows {
  rows?: { id: string }[];
  results?: { id: string }[];
  last_seq?: string;
  pending?: number;
}

describe('many phones and one database', () => {
  let place: Village;
  let counted: Awaited<ReturnType<typeof way>>;
  let app: FastifyInstance;
  let url: string;
  before(async () => {
    place = await village({ docs: [report('visit-nia', 'nia', aya)] });
    counted = await way(place.couchUrl);
    app = await buildServer({ couchUrl: counted.url, databases: place.databases, log: makeLog('silent') });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  after(async () => {
    await app?.close();
    await counted?.close();
    await place?.close();
  });

  const poll = async (cookie: string, since: string) => {
    const answer = await fetch(`${url}/medic/_changes?feed=longpoll&since=${encodeURIComponent(since)}`, {
      headers: { cookie },
    });
    return (await answer.json()) as { results: { id: string }[] };
  };

  /** Resolves when so many phones wait. */
  const allWait = async (phones: number) => {
    for (let waiting = 0; waiting < phones; ) {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      waiting = Number(/rounds_feed_waiting (\d+)/.exec(metrics)![1]);
    }
  };

  it('cost it one request, however many wait', async () => {
    const [person, other] = [await place.login('aya'), await place.login('ben')];
    const { seq } = await place.main.info();
    await poll(person.cookie, '0');
    const phones = Array.from({ length: 200 }, (_, index) => poll(index % 2 ? person.cookie : other.cookie, seq));
    await allWait(200);
    expect(counted.waiting()).to.equal(1);
    counted.asked.length = 0;
    await place.put(report('for-north', 'nia', aya), report('for-south', 'sam', ben));
    const answers = await Promise.all(phones);
    for (const [index, { results }] of answers.entries())
      expect(results.map(({ id }) => id)).to.deep.equal([index % 2 ? 'for-north' : 'for-south']);
    // The feed itself, and at most a look-up of the contacts that the reports are about; nothing for each phone.
    expect(counted.asked.length, counted.asked.join('\n')).to.be.below(10);
  });

  it('ask it once more for each when they come back, however much they hold', async () => {
    const person = await place.login('aya');
    const { head } = await readFill(person);
    const pull = (since: string) =>
      fetch(`${url}/medic/_changes?since=${encodeURIComponent(since)}&limit=100`, {
        headers: { cookie: person.cookie },
      });
    await pull(head.seq);
    counted.asked.length = 0;
    await pull(head.seq);
    expect(counted.asked.filter(each => !each.includes('longpoll')).length, counted.asked.join('\n')).to.be.at.most(1);
  });

  it('are filled no faster than they read, so that slow ones do not pile up in memory', async () => {
    const text = 'x'.repeat(10_000);
    for (let at = 0; at < 5000; at += 500)
      await place.put(
        ...Array.from({ length: 500 }, (_, index) => report(`long-${at + index}`, 'nia', aya, { fields: { text } })),
      );
    const person = await place.login('aya');
    counted.asked.length = 0;
    const pages = () => counted.asked.filter(each => each.includes('_bulk_get') || each.includes('_all_docs')).length;
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const asked = request(`${url}/api/v1/replication/fill`, { headers: { cookie: person.cookie } }, resolve);
      asked.on('error', reject);
      asked.end();
    });
    // The api is given every chance to read on: it answers other requests meanwhile.
    for (let round = 0; round < 30; round += 1) await fetch(`${url}/api/v1/health`);
    const before = pages();
    let length = 0;
    for await (const chunk of response) length += (chunk as Buffer).length;
    expect(length).to.be.greaterThan(50_000_000);
    // How much waits between two sockets is the machine's to say: here up to 20 MB.
    expect(before, counted.asked.join('\n')).to.be.at.most(pages() / 2);
  });

  it('take no more memory than their answers, for online users too: lists from the end, and changes without a limit', async () => {
    const ids = Array.from({ length: 1200 }, (_, at) => `list-${String(at).padStart(4, '0')}`);
    await place.put(...ids.map(id => report(id, 'nia', aya)));
    const olga = await place.login('olga');
    const ask = async (path: string) =>
      (await fetch(url + path, { headers: { cookie: olga.cookie } })).json() as Promise<ChangesOrRows>;
    counted.asked.length = 0;
    const last = await ask('/medic/_all_docs?descending=true&limit=2&startkey="list-~"');
    expect(last.rows!.map(({ id }) => id)).to.deep.equal(['list-1199', 'list-1198']);
    expect(
      counted.asked.filter(each => each.includes('_all_docs')),
      counted.asked.join('\n'),
    ).to.have.length(1);
    const back = await ask(
      '/medic/_all_docs?descending=true&startkey="list-1199"&endkey="list-0000"&inclusive_end=false&skip=600',
    );
    expect(back.rows!.map(({ id }) => id)).to.deep.equal(ids.slice(1, -600).reverse());
    const seen = new Set<string>();
    for (let since = '0', pending = 1; pending > 0; ) {
      const page = await ask(`/medic/_changes?include_docs=true&since=${encodeURIComponent(since)}`);
      expect(page.results!.length).to.be.at.most(1000);
      for (const { id } of page.results!) seen.add(id);
      [since, pending] = [page.last_seq!, page.pending!];
    }
    for (const id of ids) expect(seen.has(id), id).to.equal(true);
  });

  it('miss nothing while the database is away', async () => {
    const person = await place.login('aya');
    const { seq } = await place.main.info();
    await poll(person.cookie, '0');
    const waiting = poll(person.cookie, seq);
    await allWait(1);
    counted.cut();
    await place.put(report('while-away', 'nia', aya));
    expect((await fetch(`${url}/api/v1/health`)).status).to.equal(503);
    counted.mend();
    expect((await waiting).results.map(({ id }) => id)).to.deep.equal(['while-away']);
    expect((await fetch(`${url}/api/v1/health`)).status).to.equal(200);
  });
});
