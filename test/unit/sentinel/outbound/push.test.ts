import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outbound, type Push } from '@rounds/config/sections/outbound.ts';
import { addressOf, failed, isDue, push } from '@rounds/sentinel/outbound/push.ts';
import { hostsOf, openReach } from '@rounds/sentinel/process/reach.ts';
import { expect } from 'chai';
import { wednesday } from '../engine/sentinel-in-memory.ts';

/** Rounds on this machine, which may push to a system on the same one. */
const reach = openReach('http://127.0.0.1:5984', new Set(['127.0.0.1']));

const pushOf = (more: object, destination: object = {}): Push =>
  outbound.parse({
    clinic: {
      relevant_to: 'true',
      mapping: {},
      destination: { base_url: 'https://clinic.example.org', ...destination },
      ...more,
    },
  }).clinic!;

describe('A push', () => {
  const addresses: [destination: object, wanted: string][] = [
    [{}, 'https://clinic.example.org/'],
    [{ base_url: 'https://clinic.example.org/api/', path: '/patients' }, 'https://clinic.example.org/api/patients'],
    [{ base_url: 'https://clinic.example.org/api', path: 'patients' }, 'https://clinic.example.org/api/patients'],
    [{ path: '/patients?x=1', params: { site: 'a b', y: 2 } }, 'https://clinic.example.org/patients?x=1&site=a+b&y=2'],
  ];
  for (const [destination, wanted] of addresses)
    it(`to ${JSON.stringify(destination)} goes to ${wanted}`, () => {
      expect(addressOf(pushOf({}, destination).destination)).to.equal(wanted);
    });

  /** A system that answers as the test wishes, and remembers what it heard. */
  const clinic = async (answer: (request: IncomingMessage) => number | 'nothing') => {
    const heard: { headers: IncomingMessage['headers']; body: unknown }[] = [];
    const server = createServer((request, response) => {
      let text = '';
      request.on('data', chunk => {
        text += chunk;
      });
      request.on('end', () => {
        heard.push({ headers: request.headers, body: JSON.parse(text) });
        const status = answer(request);
        if (status === 'nothing') return;
        if (status === 302) response.setHeader('location', '/elsewhere');
        response.statusCode = status;
        response.end('{"secret":"of the other side"}');
      });
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = () => {
      server.closeAllConnections();
      server.close();
    };
    return { base_url, heard, close };
  };
  const send = (to: Push, secret = 's3cret', signal = new AbortController().signal) =>
    push(to, { a: 1 }, { secret, cause: ['r1', 'clinic'], signal, reach });

  const logins: [auth: object | undefined, header: string, wanted: string | undefined][] = [
    [
      { type: 'basic', username: 'ann', password_key: 'k' },
      'authorization',
      `Basic ${Buffer.from('ann:s3cret').toString('base64')}`,
    ],
    [{ type: 'bearer', token_key: 'k' }, 'authorization', 'Bearer s3cret'],
    [{ type: 'header', name: 'X-Key', value_key: 'k' }, 'x-key', 's3cret'],
    [undefined, 'authorization', undefined],
  ];
  for (const [auth, header, wanted] of logins)
    it(`logs in by ${JSON.stringify(auth)}`, async () => {
      const { base_url, heard, close } = await clinic(() => 201);
      expect(await send(pushOf({}, { base_url, ...(auth ? { auth } : {}) }))).to.deep.equal({ ok: true });
      expect([heard[0]!.headers[header], heard[0]!.body]).to.deep.equal([wanted, { a: 1 }]);
      close();
    });

  it('names itself in the same way each time, so that the other side can tell that it had it already', async () => {
    const { base_url, heard, close } = await clinic(() => 200);
    await send(pushOf({}, { base_url }));
    await send(pushOf({}, { base_url }));
    await push(
      pushOf({}, { base_url }),
      {},
      { secret: '', cause: ['r2', 'clinic'], signal: new AbortController().signal, reach },
    );
    const [first, second, other] = heard.map(({ headers }) => headers['idempotency-key']);
    expect([first === second, first === other, typeof first]).to.deep.equal([true, false, 'string']);
    close();
  });

  it('that is refused says with which status, and nothing of what the other side wrote', async () => {
    const { base_url, close } = await clinic(() => 503);
    expect(await send(pushOf({}, { base_url }))).to.deep.equal({ ok: false, reason: 'it answered 503', away: false });
    close();
  });

  it('is not led elsewhere with its credential', async () => {
    const { base_url, heard, close } = await clinic(({ url }) => (url === '/elsewhere' ? 200 : 302));
    expect(await send(pushOf({}, { base_url }))).to.include({ ok: false });
    expect(heard).to.have.length(1);
    close();
  });

  const aliases = [
    '127.0.0.1',
    'localhost',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '0.0.0.0',
    '127.9.9.9',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
  ];
  for (const host of aliases)
    it(`does not reach this machine as ${host}, unless the programme's host allows it`, async () => {
      const { base_url, heard, close } = await clinic(() => 200);
      const { port } = new URL(base_url);
      const to = pushOf({}, { base_url: `http://${host}:${port}` });
      const closed = { secret: 's3cret', cause: ['r1', 'x'] as const, signal: new AbortController().signal };
      const refused = await push(to, {}, { ...closed, reach: openReach('http://127.0.0.1:5984', new Set()) });
      expect(refused).to.include({ ok: false });
      expect((refused as { reason: string }).reason).to.match(/is this machine or the database.*OUTBOUND_HOSTS/);
      expect(heard).to.have.length(0);
      close();
    });

  it('reaches a host that is allowed by name and port, and no other port of it', async () => {
    const { base_url, heard, close } = await clinic(() => 200);
    const { port } = new URL(base_url);
    const closed = { secret: 's3cret', cause: ['r1', 'x'] as const, signal: new AbortController().signal };
    const only = openReach('http://127.0.0.1:5984', hostsOf(` LOCALHOST:${port}, x`));
    expect(
      await push(pushOf({}, { base_url: `http://localhost:${port}` }), {}, { ...closed, reach: only }),
    ).to.deep.equal({ ok: true });
    expect(await push(pushOf({}, { base_url: 'http://localhost:5984' }), {}, { ...closed, reach: only })).to.include({
      ok: false,
    });
    expect(heard).to.have.length(1);
    close();
  });

  it('does not reach the machine of the database, wherever that is', async () => {
    const far = openReach('http://admin:pass@192.0.2.7:5984', new Set());
    const closed = { secret: '', cause: ['r1', 'x'] as const, signal: AbortSignal.timeout(5_000), reach: far };
    const refused = await push(pushOf({}, { base_url: 'http://192.0.2.7:5984/medic' }), {}, closed);
    expect((refused as { reason: string }).reason).to.match(/is this machine or the database/);
  });

  it('to somebody who is not there says so', async () => {
    const { base_url, close } = await clinic(() => 200);
    close();
    const result = await send(pushOf({}, { base_url }));
    expect(result).to.deep.equal({ ok: false, reason: 'it cannot be reached (ECONNREFUSED)', away: true });
  });

  it('waits for an answer no longer than it may', async () => {
    const { base_url, close } = await clinic(() => 'nothing');
    expect(await send(pushOf({}, { base_url, timeout: 1 }))).to.deep.equal({
      ok: false,
      reason: 'it did not answer within 1 s',
      away: true,
    });
    close();
  });

  it('rests longer after each failure, at most a day', () => {
    const rests = [1, 2, 3, 10, 11, 12, 100].map(attempts => {
      const { next } = failed(
        { attempts: attempts - 1, reason: '', last_failed: '', next: '' },
        'it answered 500',
        wednesday,
      );
      return (Date.parse(next) - wednesday) / 60_000;
    });
    expect(rests).to.deep.equal([1, 2, 4, 512, 1024, 1440, 1440]);
    expect(failed(undefined, 'x', wednesday).attempts).to.equal(1);
  });

  const created = '2026-01-14T09:00:00.000Z';
  const dues: [title: string, cron: string | undefined, failure: string | undefined, wanted: boolean][] = [
    ['goes at once', undefined, undefined, true],
    ['rests after a failure', undefined, '2026-01-14T10:01:00.000Z', false],
    ['goes again after its rest', undefined, '2026-01-14T10:00:00.000Z', true],
    ['waits for its time', '0 12 * * *', undefined, false],
    ['goes when its time has come', '30 9 * * *', undefined, true],
  ];
  for (const [title, cron, next, wanted] of dues)
    it(title, () => {
      const failure = next ? { attempts: 1, reason: '', last_failed: '', next } : undefined;
      expect(isDue({ cron }, { created, failure, now: wednesday, zone: 'UTC' })).to.equal(wanted);
    });
});
