import { randomUUID } from 'node:crypto';
import { reportIdOf } from '@rounds/api/messages/inbox.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { type Answered, type Asked, type ForeignService, foreignService } from '../../foreign-service.ts';
import { password, until } from '../../world.ts';
import { type Village, village } from '../sentinel/village.ts';

const mary = '+254700000001';
const incomingKey = 'Key-of-the-aggregator-1';

describe('A programme without a gateway of its own', () => {
  let rounds: Village;
  let service: ForeignService;
  before(async function () {
    this.timeout(120_000);
    service = await foreignService(() => ({ status: 404 }));
    rounds = await village({ api: true, sentinel: false, env: { LOG_LEVEL: 'info', OUTBOUND_HOSTS: '127.0.0.1' } });
  });
  after(async () => {
    await rounds?.close();
    await service?.close();
  });

  const send = (path: string, body: object, { type = 'json', headers = {} as Record<string, string> } = {}) => {
    const isForm = type === 'form';
    return fetch(rounds.apiUrl + path, {
      method: 'POST',
      headers: { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json', ...headers },
      body: isForm ? new URLSearchParams(body as Record<string, string>).toString() : JSON.stringify(body),
    });
  };
  const answerOf = async (sent: Promise<Response>) => {
    const response = await sent;
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const credential = async (name: string, secret: string) => {
    const response = await rounds.fetch(`/api/v1/credentials/${name}`, {
      method: 'PUT',
      headers: { 'content-type': 'text/plain' },
      body: secret,
    });
    expect(response.status, await response.clone().text()).to.equal(200);
  };
  const sendBy = async (sms: object) => {
    const headers = { 'content-type': 'application/json' };
    const response = await rounds.fetch('/api/v1/settings?replace=true', {
      method: 'PUT',
      headers,
      body: JSON.stringify({ sms }),
    });
    expect(response.status, await response.clone().text()).to.equal(200);
  };
  const tasksOf = async (id: string) => (await rounds.main.get<Report>(id))!.tasks!;
  const asAdmin = (): Record<string, string> => {
    const { username, password: secret } = new URL(rounds.couchUrl);
    return { authorization: `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(secret)}`)}` };
  };
  const record = (body: object, type?: string, path = '/api/v2/records') =>
    answerOf(send(path, body, { headers: asAdmin(), ...(type ? { type } : {}) }));

  describe('keeps credentials', () => {
    it('of administrators only, as text or as JSON, and gives none of them back', async () => {
      await credential('some.service:key', 'Sehr-geheim-77');
      const json = {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify('Sehr-geheim-78'),
      };
      expect((await rounds.fetch('/api/v1/credentials/other%3Akey', json)).status).to.equal(200);
      expect((await rounds.fetch('/api/v1/credentials/some.service:key')).status).to.equal(404);
      for (const [headers, body] of [
        [{ 'content-type': 'text/plain' }, ''],
        [{ 'content-type': 'application/json' }, '{"a":1}'],
        [{ 'content-type': 'application/json' }, '{'],
      ] as const)
        expect((await rounds.fetch('/api/v1/credentials/x', { method: 'PUT', headers, body })).status).to.equal(400);
      const officer = rounds.userName('officer');
      await rounds.createUser({ username: officer, roles: ['program_officer'] });
      const person = await rounds.login(officer);
      for (const path of ['/api/v1/credentials/x', '/api/v1/credentials/some.service:key'])
        expect(
          (await person.fetch(path, { method: 'PUT', headers: { 'content-type': 'text/plain' }, body: 'mine' })).status,
        ).to.equal(403);
      expect((await fetch(`${rounds.apiUrl}/api/v1/credentials/x`, { method: 'PUT', body: 'mine' })).status).to.equal(
        401,
      );
      for (const path of [
        '_all_docs?include_docs=true',
        'credential%3Asome.service%3Akey',
        '_changes?include_docs=true',
        '',
      ])
        for (const name of ['medic-vault', rounds.databases.vault])
          expect((await person.fetch(`/${name}/${path}`)).status, `${name}/${path}`).to.be.oneOf([403, 404]);
    });

    it('encrypted, and nowhere else', async () => {
      const vault = rounds.store(rounds.databases.vault);
      const docs = await vault.range({ from: 'credential:', to: 'credential:\ufff0', limit: 10 });
      expect(docs.map(({ _id }) => _id)).to.deep.equal(['credential:other:key', 'credential:some.service:key']);
      expect(JSON.stringify(docs)).to.not.include('geheim');
      expect(rounds.api.lastLines().join()).to.not.include('geheim');
      expect(JSON.stringify(await rounds.main.get('settings'))).to.not.include('geheim');
    });

    it('until they are forgotten', async () => {
      expect((await rounds.fetch('/api/v1/credentials/other:key', { method: 'DELETE' })).status).to.equal(200);
      expect((await rounds.fetch('/api/v1/credentials/other:key', { method: 'DELETE' })).status).to.equal(404);
    });
  });

  describe("with Africa's Talking", () => {
    const incoming = '/api/v1/sms/africastalking/incoming-messages';
    const reports = '/api/v1/sms/africastalking/delivery-reports';
    /** Its API for messages; each gets the id of its number. */
    const aggregator = ({ path, headers, body }: Asked): Answered =>
      path === '/version1/messaging' && headers.apikey === 'Key-to-the-aggregator'
        ? {
            status: 201,
            body: {
              SMSMessageData: {
                Recipients: [
                  { statusCode: 101, number: body.to, status: 'Success', messageId: `ATX-${service.asked.length}` },
                ],
              },
            },
          }
        : { status: 401, body: 'The supplied authentication is invalid' };

    before(async () => {
      service.answer = aggregator;
      service.asked.length = 0;
      await sendBy({
        outgoing_service: 'africas-talking',
        reply_to: '20880',
        africas_talking: { username: 'rounds', url: service.url },
      });
    });

    it('lets nobody in who does not show the key, nor anybody while none is stored', async () => {
      const message = { id: 'at-1', from: mary, text: 'P 10025 8' };
      expect((await send(`${incoming}?key=`, message, { type: 'form' })).status).to.equal(403);
      await credential('africastalking.com:incoming', incomingKey);
      for (const path of [incoming, reports])
        for (const query of [
          '',
          '?key=',
          '?key=wrong',
          `?key=${incomingKey}x`,
          `?key=${incomingKey}&key=${incomingKey}`,
        ])
          expect((await send(path + query, message, { type: 'form' })).status, path + query).to.equal(403);
      expect(await rounds.main.get(reportIdOf('at-1'))).to.equal(null);
    });

    it('takes a message in, answers it at once through the service, and follows it until it is delivered', async () => {
      await credential('africastalking.com:outgoing', 'Key-to-the-aggregator');
      const message = { id: 'at-2', from: mary, to: '20880', text: 'P 10025 8', date: '2026-01-14', linkId: 'x' };
      const path = `${incoming}?key=${incomingKey}`;
      expect(await answerOf(send(path, message, { type: 'form' }))).to.deep.equal({ status: 200, body: { saved: 1 } });
      const id = reportIdOf('at-2');
      const sent = await until('the reply was sent', async () =>
        (await tasksOf(id)).find(({ state }) => state === 'sent'),
      );
      const [asked] = service.asked;
      expect(asked!.body).to.include({ username: 'rounds', from: '20880', to: mary });
      expect(String(asked!.body.message)).to.include('Grace');
      expect(await answerOf(send(path, message, { type: 'form' }))).to.deep.equal({ status: 200, body: { saved: 0 } });

      const told = (status: string, more = {}) =>
        answerOf(send(`${reports}?key=${incomingKey}`, { id: sent.gateway_ref!, status, ...more }, { type: 'form' }));
      expect((await told('Buffered')).status).to.equal(200);
      expect((await told('Failed', { failureReason: 'AbsentSubscriber' })).status).to.equal(200);
      expect((await tasksOf(id))[0]).to.deep.include({
        state: 'failed',
        state_details: { reason: 'AbsentSubscriber' },
      });
      expect((await told('Success')).status).to.equal(200);
      expect((await tasksOf(id))[0]).to.include({ state: 'delivered', gateway_ref: sent.gateway_ref });
      expect((await told('Teleported')).status).to.equal(400);
      expect((await tasksOf(id))[0]!.state).to.equal('delivered');
      expect(service.asked).to.have.length(1);
    });

    it('passes over what it does not know, and what is no message', async () => {
      expect(
        (await send(`${reports}?key=${incomingKey}`, { id: 'strange', status: 'Success' }, { type: 'form' })).status,
      ).to.equal(200);
      expect((await send(`${reports}?key=${incomingKey}`, { status: 'Success' }, { type: 'form' })).status).to.equal(
        400,
      );
      const path = `${incoming}?key=${incomingKey}`;
      for (const body of [
        {},
        { id: 'at-3', from: mary, text: '' },
        { from: mary, text: 'x' },
        { id: 'at-3', text: 'x' },
      ])
        expect(await answerOf(send(path, body, { type: 'form' }))).to.deep.equal({ status: 200, body: { saved: 0 } });
      const headers = { 'content-type': 'text/plain' };
      const unread = await fetch(rounds.apiUrl + path, {
        method: 'POST',
        headers,
        body: 'id=at-4&from=%2B254700000001&text=x',
      });
      expect(unread.status).to.equal(400);
    });
  });

  describe('with RapidPro', () => {
    const incoming = '/api/v2/sms/rapidpro/incoming-messages';
    const token = { authorization: 'Token Token-of-the-flows' };
    before(async () => {
      service.asked.length = 0;
      service.answer = ({ method, headers, query }) => {
        if (headers.authorization !== 'Token Token-to-the-flows') return { status: 403 };
        if (method === 'POST') return { status: 201, body: { id: 4711, status: 'queued' } };
        return { status: 200, body: { results: query.get('broadcast') === '4711' ? [{ status: 'delivered' }] : [] } };
      };
      await credential('rapidpro:incoming', 'Token-of-the-flows');
      await credential('rapidpro:outgoing', 'Token-to-the-flows');
      await sendBy({ outgoing_service: 'rapidpro', rapidpro: { url: service.url } });
    });

    it('takes a message in by both of its paths, once, sends the reply, and learns that it was delivered', async () => {
      for (const headers of [
        {},
        { authorization: 'Token wrong' },
        { authorization: 'Token-of-the-flows' },
        { authorization: 'Basic x' },
      ])
        expect(
          (
            await send(
              incoming,
              { id: 'rp-1', from: mary, content: 'P 10038 8' },
              { headers: headers as Record<string, string> },
            )
          ).status,
        ).to.equal(403);
      expect(
        await answerOf(send(incoming, { id: 'rp-1', from: mary, content: 'P 10038 8' }, { headers: token })),
      ).to.deep.equal({
        status: 200,
        body: { saved: 1 },
      });
      const id = reportIdOf('rp-1');
      await until('the reply was delivered', async () => {
        await record({ _meta: { form: 'MUTE', from: mary }, patient_id: 'nobody' });
        return (await tasksOf(id)).some(({ state }) => state === 'delivered');
      });
      expect(service.asked[0]!.body).to.have.deep.property('urns', [`tel:${mary}`]);
      for (const body of [{ id: 'rp-1', from: mary, content: 'P 10038 8' }, { id: 'rp-2', from: mary }, [], {}])
        expect((await send(incoming, body, { headers: token })).status, JSON.stringify(body)).to.equal(400);
      expect(
        (
          await send(
            '/api/v1/sms/radpidpro/incoming-messages',
            { id: 90, from: mary, content: 'hi' },
            { headers: token },
          )
        ).status,
      ).to.equal(200);
      expect((await rounds.main.get<Report>(reportIdOf('90')))!.sms_message).to.include({
        gateway_ref: '90',
        message: 'hi',
      });
    });
  });

  describe('takes records', () => {
    it('as a message in a form, with the moment it was sent and its language', async () => {
      for (const path of ['/api/v1/records', '/api/v2/records']) {
        const sent_timestamp = '1767225600000';
        const { status, body } = await record(
          { message: 'P 10025 8', from: '0700000001', sent_timestamp, locale: 'sw' },
          'form',
          path,
        );
        expect(status).to.equal(200);
        expect(body).to.have.keys('success', 'id').and.include({ success: true });
        const report = (await rounds.main.get<Report>(String(body.id)))!;
        expect(report).to.include({ form: 'P', from: mary, reported_date: 1767225600000 });
        expect(report.sms_message).to.include({ message: 'P 10025 8', locale: 'sw' });
        expect(report.contact!._id).to.equal('Mary');
        expect(report.tasks![0]!.messages![0]!.to).to.equal(mary);
        const info = (await rounds.side.get<InfoDoc>(infoId(report._id)))!;
        expect(Date.parse(info.initial_replication_date!)).to.be.closeTo(Date.now(), 60_000);
      }
    });

    it('in JSON, with the fields of the form and no others', async () => {
      const { status, body } = await record({
        _meta: { form: 'p', from: mary },
        PATIENT_ID: '10007',
        weeks_since_lmp: 8,
        other: 'x',
      });
      expect(status).to.equal(200);
      const report = (await rounds.main.get<Report>(String(body.id)))!;
      expect(report).to.include({ form: 'P', from: mary });
      expect(report.fields).to.deep.equal({ patient_id: '10007', weeks_since_lmp: 8 });
      expect(report.errors ?? []).to.deep.equal([]);
    });

    const refused: [string, object, string | undefined, string][] = [
      ['no _meta', { patient_id: '1' }, undefined, 'Missing _meta property.'],
      ['no form', { _meta: {} }, undefined, 'Missing required field: form'],
      ['a form that nobody has', { _meta: { form: 'zzz' } }, undefined, 'Form not found: zzz'],
      ['no message', { from: mary }, 'form', 'Missing required field: message'],
      ['no sender', { message: 'P 10025 8' }, 'form', 'Missing required field: from'],
      ['a list', [], undefined, 'Give a record'],
      ['a message longer than any SMS', { message: 'P#N '.repeat(20_000), from: mary }, 'form', 'longer than any SMS'],
    ];
    for (const [title, body, type, message] of refused)
      it(`but not with ${title}`, async () => {
        const answer = await record(body, type);
        expect(answer.status).to.equal(400);
        expect(answer.body.message).to.include(message);
      });

    it('of nobody without the permission', async () => {
      const nurse = rounds.userName('aide');
      await rounds.createUser({ username: nurse, roles: ['nurse'], place: 'centre', contact: 'Mary' });
      const headers = { authorization: `Basic ${btoa(`${nurse}:${password}`)}` };
      const body = { _meta: { form: 'P' }, patient_id: '10025' };
      expect((await send('/api/v2/records', body, { headers })).status).to.equal(403);
      expect((await send('/api/v2/records', body)).status).to.equal(401);
    });
  });

  it('is told by monitoring that nothing goes out by a service that Rounds does not speak', async () => {
    await sendBy({ outgoing_service: 'nepal-doit-sms' });
    const stopped = async () => {
      const { messaging } = (await (await fetch(`${rounds.apiUrl}/api/v2/monitoring`)).json()) as {
        messaging: { stopped: string | null };
      };
      return messaging.stopped;
    };
    expect(await stopped()).to.include('nepal-doit-sms');
  });

  describe('afterwards', () => {
    it('leaves no number, no text and no key in the log', () => {
      const log = rounds.api.lastLines().join('\n');
      for (const secret of [incomingKey, 'Key-to-the', 'Token-of', 'Token-to', '2547', 'P 10025', 'Grace'])
        expect(log).to.not.include(secret);
    });

    it('finds its credentials again when the process is started anew', async () => {
      await rounds.api.restart('SIGKILL');
      const path = `/api/v1/sms/africastalking/incoming-messages?key=${incomingKey}`;
      expect((await send(path, { id: randomUUID(), from: mary, text: 'hello' }, { type: 'form' })).status).to.equal(
        200,
      );
    });
  });
});
