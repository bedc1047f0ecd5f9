import { openCourier } from '@rounds/api/messages/courier.ts';
import { openOutbox } from '@rounds/api/messages/outbox.ts';
import { africasTalkingKeys } from '@rounds/api/messages/services/africas-talking/send.ts';
import { rapidproKeys } from '@rounds/api/messages/services/rapidpro/send.ts';
import { openTurns } from '@rounds/api/messages/turn.ts';

import { log as makeLog } from '@rounds/api/web/log.ts';
import { usableSettings } from '@rounds/config/settings/usable.ts';

import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import { openVault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import { openReach } from '@rounds/sentinel/process/reach.ts';
import { expect } from 'chai';
import { type Answered, type Asked, type ForeignService, foreignService } from '../../../foreign-service.ts';
import { store } from '../stores.ts';

const start = Date.parse('2026-01-14T10:00:00.000Z');

/** Africa's Talking as its documentation describes it, with a status code for each number. */
const aggregator =
  (codes: Record<string, number> = {}) =>
  ({ path, headers, body }: Asked): Answered => {
    if (path !== '/version1/messaging') return { status: 404, body: 'not here' };
    if (headers.apikey !== 'the key') return { status: 401, body: 'The supplied authentication is invalid' };
    const to = String(body.to);
    const recipient = {
      statusCode: codes[to] ?? 101,
      number: to,
      status: 'Success',
      cost: 'KES 0.8',
      messageId: `ATXid_${to.slice(-2)}`,
    };
    return { status: 201, body: { SMSMessageData: { Message: 'Sent to 1/1', Recipients: [recipient] } } };
  };

describe('Messages that are pushed', () => {
  let [main, side, safe] = [store(), store(), store()];
  let service: ForeignService;
  let now = start;
  let lines: string[] = [];
  const clock = () => now;
  const vault = () => openVault(safe, async () => vaultKey({} as never, 'key'), clock);
  let sms: object = {};
  const settings = () => usableSettings({ phone_validation: 'none', sms }).settings;
  /** A process of the api. */
  const process = (holder = 'one', allowed: ReadonlySet<string> = new Set(['127.0.0.1'])) => {
    const log = makeLog('debug', { write: line => void lines.push(line) });
    const outbox = openOutbox({ main, side, settings, now: clock });
    return openCourier({
      main,
      outbox,
      vault: vault(),
      turns: openTurns(side, 'turn:push', holder, clock),
      settings,
      now: clock,
      log,
      reach: openReach('http://127.0.0.1:5984', allowed),
    });
  };
  const task = (uuid: string, to: string, more: object = {}): Task => ({
    state: 'pending',
    messages: [{ uuid, to, message: `Text & more of ${uuid}` }],
    ...more,
  });
  const put = async (...tasks: Task[]) => {
    const docs = tasks.map((one, at) => ({
      _id: `r${String(at).padStart(3, '0')}`,
      type: 'data_record',
      reported_date: start + at,
      tasks: [one],
    }));
    for (const result of await main.write(docs)) if (!result.ok) throw new Error(result.reason);
  };
  const states = async (count: number) => {
    const docs = await main.getMany<Report>(
      Array.from({ length: count }, (_, at) => `r${String(at).padStart(3, '0')}`),
    );
    return docs.map(doc => doc!.tasks![0]!.state);
  };
  const numbered = (count: number) =>
    Array.from({ length: count }, (_, at) => task(`u${at}`, `+2547000000${String(at).padStart(2, '0')}`));

  beforeEach(async () => {
    [main, side, safe] = [store(), store(), store()];
    now = start;
    lines = [];
    service = await foreignService(aggregator());
    await vault().write(africasTalkingKeys.outgoing, 'the key');
    await vault().write(rapidproKeys.outgoing, 'the token');
    sms = {
      outgoing_service: 'africas-talking',
      reply_to: '20880',
      africas_talking: { username: 'rounds', url: service.url },
    };
  });
  afterEach(() => service.close());

  for (const host of ['127.0.0.1', 'localhost', '2130706433', '0.0.0.0', '[::ffff:127.0.0.1]'])
    for (const outgoing_service of ['africas-talking', 'rapidpro'])
      it(`are not handed to this machine as ${host} by ${outgoing_service}, unless the programme's host allows it`, async () => {
        const url = service.url.replace('127.0.0.1', host);
        sms = { outgoing_service, africas_talking: { username: 'rounds', url }, rapidpro: { url } };
        await put(task('u1', '+254700000001'));
        await process('one', new Set()).run();
        expect(service.asked).to.deep.equal([]);
        expect(await states(1)).to.deep.equal(['pending']);
        expect(lines.join('\n')).to.include('OUTBOUND_HOSTS');
      });

  it('are not handed on to where a service redirects', async () => {
    const inside = await foreignService(() => ({ status: 200 }));
    service.answer = () => ({ status: 307, headers: { location: inside.url } });
    await put(task('u1', '+254700000001'));
    await process().run();
    expect([service.asked.length, inside.asked.length]).to.deep.equal([1, 0]);
    await inside.close();
  });

  describe("through Africa's Talking", () => {
    it('go out as a form, one by one, the oldest first, and are written down with the id they got', async () => {
      await put(...numbered(30));
      await process().run();
      expect(service.asked.map(({ body }) => body.to)).to.deep.equal(
        numbered(30).map(({ messages }) => messages![0]!.to),
      );
      expect(service.asked[0]).to.deep.include({
        method: 'POST',
        path: '/version1/messaging',
        body: { username: 'rounds', from: '20880', to: '+254700000000', message: 'Text & more of u0' },
      });
      expect(service.asked[0]!.headers).to.include({ apikey: 'the key', accept: 'application/json' });
      expect(new Set(await states(30))).to.deep.equal(new Set(['sent']));
      const doc = (await main.get<Report>('r007'))!;
      expect(doc.tasks![0]).to.include({ gateway_ref: 'ATXid_07' });
      expect(doc.tasks![0]!.state_history!.map(({ state }) => state)).to.deep.equal(['sent']);
    });

    it('stay pending when the service does not take them, are not tried twice in one run, and are tried in the next', async () => {
      service.answer = aggregator({ '+254700000000': 500, '+254700000001': 403, '+254700000002': 405 });
      await put(...numbered(4));
      await process().run();
      expect(await states(4)).to.deep.equal(['pending', 'failed', 'pending', 'sent']);
      expect(service.asked).to.have.length(4);
      service.answer = aggregator();
      await process().run();
      expect(await states(4)).to.deep.equal(['sent', 'failed', 'sent', 'sent']);
      expect(service.asked.slice(4).map(({ body }) => body.to)).to.deep.equal(['+254700000000', '+254700000002']);
    });

    it('are not held up by others that the service never takes, however many stand before them', async () => {
      service.answer = aggregator(Object.fromEntries(numbered(40).map(({ messages }) => [messages![0]!.to, 402])));
      await put(...numbered(45));
      const one = process();
      await one.run();
      expect(service.asked).to.have.length(25);
      await one.run();
      expect((await states(45)).slice(40)).to.deep.equal(Array.from({ length: 5 }, () => 'sent'));
      expect((await states(45)).slice(0, 40)).to.deep.equal(Array.from({ length: 40 }, () => 'pending'));
      service.answer = aggregator();
      await one.run();
      expect(new Set(await states(45))).to.deep.equal(new Set(['sent']));
    });

    const troubles: [string, Answered, number][] = [
      ['breaks off the connection', { status: 0 }, 3],
      ['answers with a page', { status: 200, body: '<html>' }, 3],
      ['is down', { status: 503 }, 3],
      ['refuses the key', { status: 401, body: 'no' }, 1],
      ['has had too many requests', { status: 429 }, 1],
    ];
    for (const [title, answer, requests] of troubles)
      it(`stay pending when the service ${title}`, async () => {
        service.answer = () => answer;
        await put(...numbered(3));
        await process().run();
        expect(await states(3)).to.deep.equal(['pending', 'pending', 'pending']);
        expect(service.asked).to.have.length(requests);
      });

    it('go out once, though several processes are asked to push at the same time, again and again', async () => {
      await put(...numbered(40));
      const processes = ['one', 'two', 'three'].map(holder => process(holder));
      await Promise.all([...processes, ...processes].map(each => each.run()));
      expect(service.asked).to.have.length(40);
      expect(new Set(service.asked.map(({ body }) => body.to)).size).to.equal(40);
    });

    it('go out from another process when the one whose turn it was is gone', async function () {
      this.timeout(120_000);
      await put(...numbered(1));
      await openTurns(side, 'turn:push', 'killed', clock).take();
      const other = process('two');
      const running = other.run();
      await new Promise(resolve => setTimeout(resolve, 700));
      expect(service.asked).to.have.length(0);
      now += 61_000;
      await running;
      expect(await states(1)).to.deep.equal(['sent']);
    });

    it('wait, and the log says what is missing, while there is no credential or no name of the app', async () => {
      await put(...numbered(1));
      await vault().remove(africasTalkingKeys.outgoing);
      await process().run();
      expect(lines.join()).to.include('"credential":false,"username":true');
      await vault().write(africasTalkingKeys.outgoing, 'the key');
      sms = { outgoing_service: 'africas-talking' };
      await process().run();
      expect(lines.join()).to.include('"credential":true,"username":false');
      expect(service.asked).to.have.length(0);
      expect(await states(1)).to.deep.equal(['pending']);
    });

    it('leave no number, no text and no key in the log', async () => {
      await put(...numbered(3));
      await process().run();
      expect(lines.join())
        .to.include('"messages":3')
        .and.not.include('2547')
        .and.not.include('Text')
        .and.not.include('the key');
    });
  });

  describe('through RapidPro', () => {
    let fates: Record<string, string> = {};
    /** RapidPro's endpoints for broadcasts and messages, as its documentation describes them. */
    const flows = ({ method, path, headers, body, query }: Asked): Answered => {
      if (headers.authorization !== 'Token the token') return { status: 403, body: { detail: 'Invalid token' } };
      if (method === 'POST' && path === '/api/v2/broadcasts.json') {
        const [urn] = body.urns as string[];
        if (urn!.length < 12) return { status: 400, body: { urns: { 0: ['Invalid URN'] } } };
        return {
          status: 201,
          body: { id: 1000 + Number(urn!.slice(-2)), urns: [urn], text: body.text, status: 'queued' },
        };
      }
      if (method === 'GET' && path === '/api/v2/messages.json') {
        const broadcast = query.get('broadcast')!;
        const results = fates[broadcast] ? [{ id: 1, broadcast: Number(broadcast), status: fates[broadcast] }] : [];
        return { status: 200, body: { next: null, previous: null, results } };
      }
      return { status: 404, body: {} };
    };
    beforeEach(() => {
      fates = {};
      service.answer = flows;
      sms = { outgoing_service: 'rapidpro', rapidpro: { url: `${service.url}/` } };
    });

    it('go out as broadcasts to one number, and RapidPro is asked how they fared', async () => {
      await put(task('u0', '+254700000000'), task('u1', '12'), task('u2', '+254700000002'));
      await process().run();
      expect(service.asked[0]!.body).to.deep.equal({ urns: ['tel:+254700000000'], text: 'Text & more of u0' });
      expect(await states(3)).to.deep.equal(['received-by-gateway', 'failed', 'received-by-gateway']);
      fates = { 1000: 'wired', 1002: 'delivered' };
      await process().run();
      expect(await states(3)).to.deep.equal(['forwarded-by-gateway', 'failed', 'delivered']);
      fates = { 1000: 'failed' };
      await process().run();
      const [doc] = await main.getMany<Report>(['r000']);
      expect(doc!.tasks![0]!.state_history!.map(({ state }) => state)).to.deep.equal([
        'received-by-gateway',
        'forwarded-by-gateway',
        'failed',
      ]);
      expect(service.asked.filter(({ method }) => method === 'POST')).to.have.length(3);
    });

    it('are all asked about, page after page', async () => {
      await put(
        ...numbered(60).map((one, at) => ({
          ...one,
          state: 'received-by-gateway' as const,
          gateway_ref: String(1000 + at),
        })),
      );
      fates = Object.fromEntries(
        Array.from({ length: 60 }, (_, at) => [String(1000 + at), at % 2 ? 'delivered' : 'queued']),
      );
      await process().run();
      const after = await states(60);
      expect(after.filter((state, at) => state === (at % 2 ? 'delivered' : 'received-by-gateway'))).to.have.length(60);
      expect(service.asked).to.have.length(60);
    });

    it('are not asked about any more once RapidPro has had too many requests', async () => {
      await put(
        ...numbered(10).map((one, at) => ({ ...one, state: 'received-by-gateway' as const, gateway_ref: String(at) })),
      );
      service.answer = ({ query }) =>
        query.get('broadcast') === '3' ? { status: 429 } : { status: 200, body: { results: [{ status: 'sent' }] } };
      await process().run();
      expect(service.asked.map(({ query }) => query.get('broadcast'))).to.deep.equal(['0', '1', '2', '3']);
      expect((await states(10)).filter(state => state === 'sent')).to.have.length(3);
    });
  });

  it('are asked about from where asking broke off, and go out before anybody is asked on', async () => {
    const about: string[] = [];
    sms = { outgoing_service: 'rapidpro', rapidpro: { url: service.url } };
    await put(
      ...numbered(30).map((one, at) => ({ ...one, state: 'received-by-gateway' as const, gateway_ref: String(at) })),
    );
    const one = process();
    let patience = 10;
    let news: Report | undefined;
    service.answer = async ({ method, query }) => {
      if (method === 'POST') {
        about.push('sent');
        return { status: 201, body: { id: 7, status: 'sent' } };
      }
      if (patience === 0) return { status: 429 };
      patience -= 1;
      about.push(query.get('broadcast')!);
      if (news && about.at(-1) === '5') {
        await main.write([news]);
        void one.run();
      }
      return { status: 200, body: { results: [{ status: 'queued' }] } };
    };
    await one.run();
    patience = 100;
    await one.run();
    expect(about).to.deep.equal(Array.from({ length: 30 }, (_, at) => String(at)));
    news = { _id: 'news', type: 'data_record', reported_date: start, tasks: [task('news', '+254700000099')] };
    await one.run();
    expect(about.slice(30, 38)).to.deep.equal(['0', '1', '2', '3', '4', '5', 'sent', '6']);
    expect(about.filter(each => each === '29')).to.have.length(2);
  });

  it('wait, and the log says so once, for a service that Rounds does not speak', async () => {
    await put(...numbered(1));
    sms = { outgoing_service: 'nepal-doit-sms' };
    const one = process();
    await one.run();
    await one.run();
    expect(lines.filter(line => line.includes('nepal-doit-sms'))).to.have.length(1);
    expect(await states(1)).to.deep.equal(['pending']);
  });

  it('are left to the gateway where there is one', async () => {
    await put(...numbered(1));
    sms = { outgoing_service: 'medic-gateway' };
    await process().run();
    expect(service.asked).to.have.length(0);
    expect(lines).to.deep.equal([]);
  });
});
