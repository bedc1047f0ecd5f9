import { randomUUID } from 'node:crypto';
import { reportIdOf } from '@rounds/api/messages/inbox.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { type GatewayPhone, gatewayPhone } from '../../gateway.ts';
import { type Part, part } from '../../part.ts';
import { password, until } from '../../world.ts';
import { type Village, village } from '../sentinel/village.ts';

const mary = '+254700000001';

describe('A phone with the gateway', () => {
  let rounds: Village;
  let phone: GatewayPhone;
  let second: Part;
  let secondUrl = '';
  const login = { name: '', password };
  const basic = (name: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`,
  });
  before(async function () {
    this.timeout(120_000);
    rounds = await village({ api: true, env: { LOG_LEVEL: 'info' } });
    login.name = rounds.userName('gateway');
    await rounds.createUser({ username: login.name, roles: ['gateway'] });
    phone = gatewayPhone(() => rounds.apiUrl, login);
    const env = {
      HOST: '127.0.0.1',
      PORT: '0',
      COUCH_URL: rounds.couchUrl,
      ROUNDS_DB: rounds.databases.main,
      LOG_LEVEL: 'info',
    };
    const started = (url: string) => {
      secondUrl = url;
    };
    second = part(() => ({ name: 'second api', file: 'api/main.ts', env }), { listens: true, started });
    await second.start();
  });
  after(async () => {
    await second?.stop();
    await rounds?.close();
  });

  /** A request of the gateway as it stands, past what the phone would send. */
  const ask = async (body: unknown, { url = rounds.apiUrl, type = 'application/json' } = {}) => {
    const response = await fetch(`${url}/api/sms`, {
      method: 'POST',
      headers: { ...basic(login.name, password), 'content-type': type },
      body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body),
    });
    return {
      status: response.status,
      body: (await response.json()) as { messages: { id: string; to: string; content: string }[] },
    };
  };
  const reportOf = async (gatewayId: string) => (await rounds.main.get<Report>(reportIdOf(gatewayId)))!;
  const put = async (...docs: Doc[]) => {
    for (const result of await rounds.main.write(docs)) if (!result.ok) throw new Error(result.reason);
  };
  const waiting = () =>
    rounds.main.query('medic/messages_by_state', {
      startKey: ['pending-or-forwarded'],
      endKey: ['pending-or-forwarded', {}],
      limit: 1000,
    });
  /** Sends on until nothing waits. */
  const drained = async () => {
    await until('nothing waits to be sent', async () => {
      await phone.poll();
      return (await waiting()).length === 0;
    });
  };
  const texts = (report: Report) => (report.tasks ?? []).map(({ messages }) => messages?.[0]?.message);

  describe('at the door', () => {
    const visit = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      fetch(rounds.apiUrl + path, {
        method,
        headers: { ...headers, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
      });

    it('is told that this is a gateway to CHT, with a slash at the end or without', async () => {
      for (const path of ['/api/sms', '/api/sms/']) {
        const response = await visit(path, basic(login.name, password));
        expect(response.status).to.equal(200);
        expect(await response.json()).to.deep.equal({ 'medic-gateway': true });
      }
    });

    it('is refused without a login, with a wrong one, and without the permission', async () => {
      const nurse = rounds.userName('nurse');
      await rounds.createUser({ username: nurse, roles: ['program_officer'] });
      for (const method of ['GET', 'POST']) {
        expect((await visit('/api/sms', {}, method)).status).to.equal(401);
        expect((await visit('/api/sms', basic(login.name, 'wrong'), method)).status).to.equal(401);
        expect((await visit('/api/sms', basic(nurse, password), method)).status).to.equal(403);
      }
      for (const method of ['GET', 'POST'])
        expect((await visit('/api/sms', {}, method)).headers.get('www-authenticate'), method).to.match(/^Basic/);
    });
  });

  it('gets an empty list for an empty body, for nulls and for nothing', async () => {
    for (const body of [{}, { messages: null, updates: null }, 'null', '', { messages: [], updates: [] }, { other: 1 }])
      expect(await ask(body), JSON.stringify(body)).to.deep.equal({ status: 200, body: { messages: [] } });
  });

  it('sends a registration and gets the reply in the same answer, tells what became of it, and is not handed it again', async () => {
    const id = phone.receive('0700 000 001', 'P 10025 8');
    const { messages } = await phone.poll();
    expect(messages).to.have.length(1);
    expect(messages[0]!.to).to.equal(mary);
    expect(messages[0]!.content).to.include('Grace');
    const stored = await reportOf(id);
    expect(stored).to.deep.include({ form: 'P', from: mary, errors: [] });
    expect(stored.fields).to.deep.include({ patient_id: '10025', weeks_since_lmp: 8 });
    expect(stored.contact!._id).to.equal('Mary');
    expect(stored.sms_message).to.include({ message: 'P 10025 8', gateway_ref: id });
    expect(stored.scheduled_tasks!.length).to.be.greaterThan(2);
    expect(stored.tasks![0]!.state).to.equal('forwarded-to-gateway');
    expect((await phone.poll()).messages).to.deep.equal([]);
    const told = (await reportOf(id)).tasks![0]!;
    const history = told.state_history!.map(({ state }) => state);
    expect(history).to.deep.equal([
      'pending',
      'forwarded-to-gateway',
      'received-by-gateway',
      'forwarded-by-gateway',
      'sent',
      'delivered',
    ]);
    const info = (await rounds.side.get<InfoDoc>(infoId(stored._id)))!;
    expect(Date.parse(info.initial_replication_date!)).to.be.closeTo(Date.now(), 60_000);
    expect(info.transitions).to.include.keys('update_clinics', 'registration');
  });

  it('finds that the sentinel does not draw again what followed already', async () => {
    const id = phone.receive(mary, 'P 10038 9');
    await phone.poll();
    const before = await reportOf(id);
    await rounds.settled();
    const after = await reportOf(id);
    expect(after.tasks!.length).to.equal(before.tasks!.length);
    expect(after.scheduled_tasks!.length).to.equal(before.scheduled_tasks!.length);
    await drained();
  });

  it('delivers a message twice without any effect', async () => {
    const id = phone.receive(mary, 'P 10025 10');
    const message = { id, from: mary, content: 'P 10025 10', sms_sent: 1, sms_received: 2 };
    await phone.poll();
    await drained();
    await rounds.settled();
    const before = await reportOf(id);
    expect((await ask({ messages: [message, message] })).body.messages).to.deep.equal([]);
    expect((await ask({ messages: [message] }, { url: secondUrl })).body.messages).to.deep.equal([]);
    expect(await reportOf(id)).to.deep.equal(before);
  });

  it('delivers the same messages to two processes at once: each is stored and answered once', async () => {
    await drained();
    const texts = Array.from({ length: 6 }, (_, at) => ({ id: `twice-${at}`, from: mary, content: 'P 10025 10' }));
    await put({
      _id: 'twice-from-cht',
      type: 'data_record',
      reported_date: 1,
      tasks: [],
      sms_message: { gateway_ref: 'twice-0', message: 'P 10025 10' },
    });
    const answers = await Promise.all(
      [{}, { url: secondUrl }, {}, { url: secondUrl }].map(where => ask({ messages: texts }, where)),
    );
    const given = answers.flatMap(({ body }) => body.messages.map(({ id }: { id: string }) => id));
    expect(new Set(given).size).to.equal(given.length);
    expect(await rounds.main.get(reportIdOf('twice-0'))).to.equal(null);
    for (const { id } of texts.slice(1)) {
      const { tasks = [] } = await reportOf(id);
      expect(tasks, id).to.have.length(1);
      expect(given.filter(uuid => uuid === tasks[0]!.messages![0]!.uuid).length, id).to.be.at.most(1);
    }
    await drained();
  });

  it('delivers what CHT stored before under an id of its own, without any effect', async () => {
    await put({
      _id: 'from-cht',
      type: 'data_record',
      reported_date: 1,
      tasks: [],
      sms_message: { gateway_ref: 'cht-77', message: 'hello' },
    });
    expect(await ask({ messages: [{ id: 'cht-77', from: mary, content: 'hello' }] })).to.deep.equal({
      status: 200,
      body: { messages: [] },
    });
    expect(await rounds.main.get(reportIdOf('cht-77'))).to.equal(null);
  });

  it('is stored once when two processes get the same messages at the same time', async () => {
    const messages = Array.from({ length: 40 }, (_, at) => ({
      id: `twin-${at}`,
      from: mary,
      content: `P 10025 ${1 + (at % 40)}`,
    }));
    const answers = await Promise.all([
      ask({ messages }),
      ask({ messages }, { url: secondUrl }),
      ask({ messages }),
      ask({ messages }, { url: secondUrl }),
    ]);
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200]);
    const handed = answers.flatMap(({ body }) => body.messages.map(({ id }) => id));
    expect(new Set(handed).size).to.equal(handed.length);
    await rounds.settled();
    const rows = await rounds.main.query('medic-sms/messages_by_gateway_ref', {
      keys: messages.map(({ id }) => id),
      limit: 1000,
    });
    expect(rows).to.have.length(40);
    for (const { id } of messages) expect((await reportOf(id)).tasks, id).to.have.length(1);
    await drained();
  });

  it('hears at a later poll of what the sentinel does: a household is muted by SMS', async function () {
    this.timeout(120_000);
    const id = phone.receive(mary, 'MUTE 10011');
    await phone.poll();
    await until('the gateway was handed the answer', async () => {
      await phone.poll();
      return phone.sent.some(({ content }) => /Okello/.test(content));
    });
    expect(await rounds.muted()).to.deep.equal(['Okello', 'Grace', 'Peter']);
    expect(texts(await reportOf(id))).to.have.length(1);
    phone.receive(mary, 'UNMUTE 10011');
    await phone.poll();
    await rounds.settled();
    expect(await rounds.muted()).to.deep.equal([]);
    await drained();
  });

  it('never gets a message that another one got, when two of them poll two processes over and over', async function () {
    this.timeout(120_000);
    const task = (uuid: string): Task => ({
      state: 'pending',
      messages: [{ uuid, to: mary, message: `Hello ${uuid}` }],
    });
    const uuids = Array.from({ length: 200 }, () => randomUUID());
    await put(
      ...uuids.map((uuid, at) => ({
        _id: `greeting-${at}`,
        type: 'data_record',
        reported_date: 1000 + at,
        tasks: [task(uuid)],
      })),
    );
    const name = rounds.userName('other-gateway');
    await rounds.createUser({ username: name, roles: ['gateway'] });
    const [one, other] = [gatewayPhone(() => rounds.apiUrl, login), gatewayPhone(() => secondUrl, { name, password })];
    await until('everything was sent', async () => {
      await Promise.all([one.poll(), other.poll()]);
      return one.sent.length + other.sent.length >= 200;
    });
    await Promise.all([one.poll(), other.poll()]);
    const sent = [...one.sent, ...other.sent].map(({ id }) => id);
    expect([...sent].sort()).to.deep.equal([...uuids].sort());
    expect(await waiting()).to.deep.equal([]);
  });

  it('delivers again what was not answered for because the process was killed, and there is one report and one reply of each', async function () {
    this.timeout(120_000);
    const messages = Array.from({ length: 1200 }, (_, at) => ({
      id: `killed-${at}`,
      from: mary,
      content: 'P 99999 8',
    }));
    const broken = ask({ messages }).then(
      () => 'answered',
      () => 'broken off',
    );
    await until('some of them are on disk', async () => (await rounds.main.get(reportIdOf('killed-400'))) !== null);
    await rounds.api.kill();
    expect(await broken).to.equal('broken off');
    await rounds.api.start();
    expect((await ask({ messages })).status).to.equal(200);
    const reports = await rounds.main.getMany<Report>(messages.map(({ id }) => reportIdOf(id)));
    expect(reports.every(report => report!.tasks!.length === 1 && report!.contact?._id === 'Mary')).to.equal(true);
    const rows = await rounds.main.query('medic-sms/messages_by_gateway_ref', {
      keys: messages.map(({ id }) => id),
      limit: 5000,
    });
    expect(rows).to.have.length(1200);
    expect(new Set(reports.map(report => report!.tasks![0]!.messages![0]!.uuid)).size).to.equal(1200);
  });

  it('delivers ten thousand messages at once', async function () {
    this.timeout(600_000);
    const messages = Array.from({ length: 10_000 }, (_, at) => ({
      id: `flood-${at}`,
      from: `+2547${10_000_000 + at}`,
      content: `note ${at}`,
    }));
    const updates = messages.map(({ id }) => ({ id, status: 'SENT' }));
    expect((await ask({ messages, updates })).status).to.equal(200);
    const reports = await rounds.main.getMany<Report>(messages.map(({ id }) => reportIdOf(id)));
    expect(reports.filter(report => report?.sms_message?.message !== undefined)).to.have.length(10_000);
    expect(reports[9_999]!.sms_message).to.include({ message: 'note 9999' });
  });

  describe('that sends garbage', () => {
    const refused: [string, string | Uint8Array, string | undefined][] = [
      ['a text', 'hello', undefined],
      ['half a body', '{"messages":[{"id":"x","from":"+1","content":"y"}', undefined],
      ['a list', '[]', undefined],
      ['a number', '7', undefined],
      ['messages that are no list', '{"messages":{"id":"x"}}', undefined],
      ['updates that are no list', '{"updates":"SENT"}', undefined],
      ['a picture', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255]), 'image/png'],
      ['an encoding that does not exist', '{}', 'application/json; charset=klingon'],
    ];
    for (const [title, body, type] of refused)
      it(`is told so: ${title}`, async () => {
        const { status, body: said } = await ask(body, type ? { type } : {});
        expect(status).to.equal(400);
        expect(said).to.include({ code: 'request/invalid' }).and.have.property('hint');
      });

    it('is served for the rest of it', async () => {
      const messages = [
        null,
        5,
        'x',
        [],
        {},
        { id: 'g1' },
        { id: 'g2', from: mary, content: '' },
        { id: '', from: mary, content: 'x' },
      ];
      const good = { id: 'good-1', from: mary, content: 'hello \ud800 there \u0000' };
      const updates = [
        null,
        5,
        {},
        { id: 'nobody', status: 'SENT' },
        { id: { a: 1 }, status: 'SENT' },
        { status: 'SENT' },
      ];
      expect((await ask({ messages: [...messages, good], updates })).status).to.equal(200);
      expect((await reportOf('good-1')).sms_message!.message).to.include('hello \ufffd there');
      expect(await rounds.main.get(reportIdOf('g1'))).to.equal(null);
    });

    it('loses no message over a wrong encoding', async () => {
      const latin = Uint8Array.from(
        Buffer.from(JSON.stringify({ messages: [{ id: 'latin-1', from: mary, content: 'Señora José' }] }), 'latin1'),
      );
      expect((await ask(latin)).status).to.equal(200);
      expect((await reportOf('latin-1')).sms_message!.message).to.equal('Señora José');
    });

    it('with a status that nobody knows, has that written down', async () => {
      const uuid = randomUUID();
      await put({
        _id: 'odd',
        type: 'data_record',
        reported_date: 5,
        tasks: [{ state: 'pending', messages: [{ uuid, to: mary, message: 'x' }] }],
      });
      await ask({ updates: [{ id: uuid, status: 'LOST_AT_SEA' }] });
      const [task] = (await rounds.main.get<Report>('odd'))!.tasks!;
      expect(task).to.deep.include({ state: 'unrecognised', state_details: { gateway_status: 'LOST_AT_SEA' } });
    });
  });

  it('gets nothing while messages go out by another service', async () => {
    const stored = (await rounds.main.get<Doc & { settings: Record<string, unknown> }>('settings'))!;
    await put({ ...stored, settings: { ...stored.settings, sms: { outgoing_service: 'rapidpro' } } });
    const uuid = randomUUID();
    await put({
      _id: 'kept',
      type: 'data_record',
      reported_date: 1,
      tasks: [{ state: 'pending', messages: [{ uuid, to: mary, message: 'x' }] }],
    });
    const gets = async () => (await ask({})).body.messages.some(({ id }) => id === uuid);
    await until('the api had heard of the settings', async () => !(await gets()));
    const now = (await rounds.main.get<Doc>('settings'))!;
    await put({ ...now, settings: stored.settings });
    await until('the gateway is handed it again', gets);
  });

  describe('afterwards', () => {
    it('leaves no number and no text in the log', () => {
      for (const each of [rounds.api, second]) {
        const log = each.lastLines().join('\n');
        expect(log).to.include('a gateway was served');
        expect(log)
          .to.not.include('+2547')
          .and.not.include('P 10025')
          .and.not.include('Grace')
          .and.not.include('Hello');
      }
    });
  });
});
