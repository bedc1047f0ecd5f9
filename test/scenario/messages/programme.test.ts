import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { momentDue, type Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { type World, world } from '../../world.ts';
import { okellos } from '../sentinel/village.ts';

const mary = '+254700000001';
const susan = '+254700000002';
const stranger = '+254700000099';

/** The Okellos, with Susan, the supervisor of the district, and Juma, who reads Swahili. */
const people: readonly Doc[] = [
  ...okellos.map(doc => (doc._id === 'district' ? { ...doc, contact: { _id: 'Susan' } } : doc)),
  { _id: 'Susan', type: 'person', name: 'Susan', phone: susan, patient_id: '10045', parent: { _id: 'district' } },
  {
    _id: 'Juma',
    type: 'person',
    name: 'Juma',
    phone: '+254700000003',
    language: 'sw',
    parent: { _id: 'centre', parent: { _id: 'district' } },
  },
];

describe('A programme of people who have only a basic phone', () => {
  let rounds: World;
  let sent = 0;
  before(async function () {
    this.timeout(120_000);
    rounds = await world({ docs: people });
    await rounds.settled();
  });
  after(() => rounds?.close());

  type Outgoing = { id: string; to: string; content: string };
  const poll = async (body: object): Promise<Outgoing[]> => {
    const response = await rounds.fetch('/api/sms', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).to.equal(200);
    return ((await response.json()) as { messages: Outgoing[] }).messages;
  };
  /**
   * Somebody sends texts; the gateway brings them, takes what is to go out and tells that it went.
   * @returns what went out, as `to: text`
   */
  const send = async (texts: string | readonly string[], from = mary, ids?: readonly string[]): Promise<string[]> => {
    const messages = [texts].flat().map((content, at) => ({ id: ids?.[at] ?? `sms-${++sent}`, from, content }));
    const out = await poll({ messages });
    await poll({ updates: out.map(({ id }) => ({ id, status: 'SENT' })) });
    return out.map(({ to, content }) => `${to}: ${content}`);
  };
  const contacts = async (name: string): Promise<Contact[]> => {
    const docs = await rounds.store().range<Contact>({ from: '', to: '\ufff0', limit: 10_000 });
    return docs.filter(doc => doc.name === name && doc.source_id);
  };
  const reports = async (form: string): Promise<Report[]> => {
    const docs = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 });
    return docs.filter(doc => doc.form === form).sort((a, b) => (a.reported_date ?? 0) - (b.reported_date ?? 0));
  };
  const count = (report: Report | undefined, state: string) =>
    (report?.scheduled_tasks ?? []).filter(task => task.state === state).length;
  /** Registers somebody and gives the number from the answer. */
  const register = async (text: string): Promise<string> =>
    /\b\d{5,}\b/.exec((await send(text))[0]!.replace(/^\S+ /, ''))![0];

  it('registers a household and the people in it, and answers with their numbers in the same poll', async function () {
    this.timeout(120_000);
    const household = await register('H Kaya ya Achieng');
    const answer = await send(`N "Mary Achieng" 24 ${household} 0712345678`);
    const [place] = await contacts('Kaya ya Achieng');
    const [person] = await contacts('Mary Achieng');
    expect(place).to.include({ type: 'clinic', place_id: household, created_by: 'Mary' });
    expect(person).to.include({ type: 'person', phone: '+254712345678', created_by: 'Mary' });
    expect(person!.parent).to.deep.equal({ _id: place!._id, parent: { _id: 'centre', parent: { _id: 'district' } } });
    expect(person!.date_of_birth).to.match(
      new RegExp(`^${new Date().getFullYear() - 24}-|^${new Date().getFullYear() - 25}-12-31`),
    );
    expect(answer).to.deep.equal([
      `${mary}: Mary Achieng is registered with the number ${person!.patient_id}. Please write it down for later reports.`,
    ]);
  });

  it('registers nobody twice when the gateway brings a message again', async () => {
    expect(await send('N Atieno 30', mary, ['again'])).to.have.length(1);
    expect(await send('N Atieno 30', mary, ['again'])).to.deep.equal([]);
    expect(await contacts('Atieno')).to.have.length(1);
  });

  it('follows a pregnancy to the birth and after', async function () {
    this.timeout(120_000);
    const id = await register('N Akinyi 24');
    expect(await send(`P ${id} 10`)).to.deep.equal([
      `${mary}: Thank you. The pregnancy of Akinyi is registered. You will be reminded of her visits.`,
    ]);
    expect(count((await reports('P')).at(-1), 'scheduled')).to.equal(11);

    expect((await send(`P ${id} 11`)).join()).to.equal(
      `${mary}: Nothing was registered: Akinyi has a pregnancy that is registered already. ` +
        `If she has given birth, send D ${id} first; otherwise tell your supervisor.`,
    );
    const again = (await reports('P')).at(-1)!;
    expect([again.errors?.map(({ code }) => code), again.scheduled_tasks]).to.deep.equal([
      ['invalid_patient_id'],
      undefined,
    ]);
    const running = async () => (await reports('P')).filter(({ errors }) => !errors?.length).at(-1);

    expect(await send(`V ${id} all is well`)).to.deep.equal([`${mary}: Thank you. The visit to Akinyi is recorded.`]);
    const visited = await running();
    expect([count(visited, 'cleared'), count(visited, 'scheduled')]).to.deep.equal([1, 10]);

    const born = await send(`D ${id} 1`);
    expect(born[0]).to.include('The birth is registered');
    expect(count(await running(), 'cleared')).to.equal(11);
    expect((await send(`D ${id} 1`)).join()).to.include('this birth (Akinyi) is registered already');
    const [birth] = await reports('D');
    expect(birth!.scheduled_tasks!.map(({ type, group, state }) => [type, group, state])).to.deep.equal(
      [1, 1, 2, 2, 3].map(group => ['pnc_reminders', group, 'scheduled']),
    );
    const day = Math.round(
      (momentDue(birth!.scheduled_tasks![0]!) - Date.parse(String(birth!.birth_date))) / 3_600_000,
    );
    expect(day).to.equal(3 * 24 + 9);

    expect(await send(`MUTE ${id} moved away`)).to.deep.equal([]);
    await rounds.settled();
    expect((await send([])).join()).to.include('Akinyi is now muted');
    expect(count((await reports('D'))[0], 'muted')).to.equal(5);

    const died = await send(`DEATH ${id}`);
    expect(died).to.have.length(2);
    expect(died.join())
      .to.include('The death of Akinyi is recorded')
      .and.to.include('Please note that Akinyi is muted');
    await rounds.settled();
    expect(await send([])).to.deep.equal([]);
    expect(count((await reports('D'))[0], 'cleared')).to.equal(5);
    expect((await contacts('Akinyi'))[0]!.date_of_death).to.be.a('number');
  });

  it('tells the supervisor of a danger sign at once', async () => {
    const out = await send('F 10025 2 very hot since yesterday');
    expect(out).to.have.members([
      `${mary}: Thank you. Your supervisor is told of Grace. Please go with her or him to the health centre today.`,
      `${susan}: Danger sign: Grace (10025), fever. Reported by Mary, ${mary}.`,
    ]);
  });

  const refusals: [text: string, from: string, answer: RegExp, errors: string[]][] = [
    ['N', mary, /The name of the person is missing/, ['sys.missing_fields', 'invalid_patient_name']],
    ['N Adhiambo 200', mary, /The age must be a number/, ['invalid_age_in_years']],
    ['N Adhiambo 20 99999', mary, /No household with the number 99999/, ['parent_not_found']],
    ['N Adhiambo 20 10025', mary, /No household with the number 10025/, ['parent_invalid']],
    ['N#NAME Adhiambo#TEL 12', mary, /The phone number in your message is not right/, ['provided_phone_not_valid']],
    ['P 99999 10', mary, /No person with this number/, ['registration_not_found']],
    ['P 10011 10', mary, /No person with this number/, ['registration_not_found']],
    ['V 99999', mary, /No person with this number/, ['registration_not_found']],
    ['F 10025 9', mary, /The danger sign must be a number/, ['sys.missing_fields', 'invalid_danger_sign']],
    ['N Adhiambo 20', stranger, /Your phone number is not known here/, ['sys.facility_not_found']],
    ['Habari za leo', mary, /Your message was received/, []],
    ['V 99999', '+254700000003', /Hakuna mtu|haikupatikana|namba/i, ['registration_not_found']],
  ];
  for (const [text, from, answer, errors] of refusals)
    it(`answers "${text}" of ${from === stranger ? 'a stranger' : from} with ${answer.source}, and registers nobody`, async () => {
      const id = `refused-${++sent}`;
      const out = await send(text, from, [id]);
      expect(out).to.have.length(1);
      expect(out[0])
        .to.match(answer)
        .and.to.match(new RegExp(`^\\${from}`));
      const docs = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 });
      const report = docs.find(doc => doc.sms_message?.gateway_ref === id);
      expect((report!.errors ?? []).map(({ code }) => code)).to.deep.equal(errors);
      expect(await contacts('Adhiambo')).to.deep.equal([]);
    });

  it('gives everybody another number when many are registered at once, and who comes without one a number of his own', async function () {
    this.timeout(120_000);
    const texts = Array.from({ length: 20 }, (_, at) => `N Sister${at} 20`);
    await Promise.all([send(texts.slice(0, 10)), send(texts.slice(10))]);
    await rounds
      .store()
      .write([
        { _id: 'Otieno', type: 'person', name: 'Otieno', parent: { _id: 'centre', parent: { _id: 'district' } } },
      ]);
    await rounds.settled();
    const sisters = (await Promise.all(texts.map((_, at) => contacts(`Sister${at}`)))).flat();
    const otieno = await rounds.store().get<Contact>('Otieno');
    const codes = [...sisters, otieno].map(one => one?.patient_id);
    expect(codes.filter(code => !/^\d{5,}$/.test(String(code)))).to.deep.equal([]);
    expect([codes.length, new Set(codes).size]).to.deep.equal([21, 21]);
    await send([]);
  });

  it('stops answering a machine that answers us', async () => {
    const robot = '+254700000088';
    const answers: string[] = [];
    for (let at = 0; at < 7; at++) answers.push(...(await send('This number is not in service', robot)));
    expect(answers.filter(line => line.startsWith(robot))).to.have.length(5);
    const docs = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 });
    const states = docs.filter(doc => doc.from === robot).flatMap(({ tasks = [] }) => tasks.map(({ state }) => state));
    expect(states.sort()).to.deep.equal(['duplicate', 'duplicate', 'sent', 'sent', 'sent', 'sent', 'sent']);
  });

  it('does nothing more when the sentinel comes by all that was settled as it came in', async function () {
    this.timeout(120_000);
    await rounds.settled();
    const before = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 });
    await rounds.sentinel.stop();
    await rounds.sentinel.start();
    await rounds.settled();
    const after = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 10_000 });
    expect(after.map(({ _id, _rev }) => [_id, _rev])).to.deep.equal(before.map(({ _id, _rev }) => [_id, _rev]));
    expect(await poll({})).to.deep.equal([]);
  });
});
