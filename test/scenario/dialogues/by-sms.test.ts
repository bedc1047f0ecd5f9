import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import { type GatewayPhone, gatewayPhone } from '../../gateway.ts';
import { gardenDay } from '../../unit/sentinel/dialogues/garden-day.ts';
import { password, until, type World, world } from '../../world.ts';
import { runJob } from './run-job.ts';

const number = '+254712345678';
const people: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'mary', type: 'person', name: 'Mary', phone: number, language: 'en', parent: { _id: 'district' } },
];
const garden = { ...gardenDay, messages: { ...gardenDay.messages, f: { ...gardenDay.messages.f, wait: null } } };

describe('A dialogue by SMS', function () {
  this.timeout(180_000);
  let rounds: World;
  let phone: GatewayPhone;
  before(async () => {
    rounds = await world({
      docs: people,
      settings: settings => ({
        ...settings,
        quiet_hours: undefined,
        schedule_morning_hours: 0,
        schedule_evening_hours: 0,
        dialogues: { pacing: false },
      }),
    });
    const name = rounds.userName('gateway');
    await rounds.createUser({ username: name, roles: ['gateway'] });
    phone = gatewayPhone(() => rounds.apiUrl, { name, password });
  });
  after(() => rounds.close());

  const send = (path: string, method: string, body: object) =>
    rounds.fetch(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const texts = (): string[] => phone.sent.filter(({ to }) => to === number).map(({ content }) => content);
  const hears = (words: RegExp, times = 1) =>
    until(`she was sent ${words}; she was sent ${JSON.stringify(texts())}`, async () => {
      await phone.poll();
      return texts().filter(text => words.test(text)).length >= times;
    });
  const writes = async (text: string): Promise<void> => {
    phone.receive(number, text);
    await phone.poll();
  };
  const all = () => rounds.store().range<Doc>({ from: '', to: '\ufff0', limit: 100_000 });

  it('is begun with somebody who has a telephone only, with choices that are numbered', async () => {
    expect((await send('/api/v1/dialogues/garden_day', 'PUT', garden)).status).to.equal(200);
    const begun = await send('/api/v1/dialogues/garden_day/runs', 'POST', { contact: 'mary' });
    expect(begun.status).to.equal(201);
    await runJob(rounds, 'dialogues');
    await hears(/^\[plants\.jpg\]\nMara asks: would you water her plants\?\n\[Go on\]$/);
  });

  it('takes a number, a letter or a label for an answer, and explains once what it wants', async () => {
    await writes('go on');
    await hears(/^How often\?\n1 A\) daily|^How often\?\nA\) daily\nB\) weekly\nI'd rather not say$|^How often/);
    await writes('sometimes');
    await hears(/Please answer with the number or the words of one of the choices/);
    await hears(/^How often/, 2);
    await writes('b');
    await hears(/^You chose: weekly/);
    await writes('1');
    await hears(/^Which town/);
    await writes('Kisumu');
    await rounds.settled();
    const report = (await all()).find(({ form }) => form === 'garden_day') as Report;
    expect(report.fields).to.include({ often_1: 'B', v_often_1: 'Sí', area: 'Kisumu' });
  });

  it('answers nothing else to what it took, and leaves to others what comes afterwards', async () => {
    const incoming = ((await all()) as Report[]).filter(({ from }) => from === number);
    expect(incoming.map(({ chat_message }) => chat_message?.taken_by)).to.deep.equal(Array(5).fill('dialogues'));
    expect(incoming.flatMap(({ tasks }) => tasks ?? [])).to.deep.equal([]);
    await writes('hello?');
    await rounds.settled();
    const last = ((await all()) as Report[]).filter(
      ({ from, chat_message }) => from === number && !chat_message?.taken_by,
    );
    expect(last).to.have.lengthOf(1);
    expect(last[0]?.tasks).to.have.lengthOf(1);
  });
});
