import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

const village: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'centre', type: 'health_center', name: 'Centre', parent: { _id: 'district' } },
  {
    _id: 'household',
    type: 'clinic',
    name: 'Household',
    place_id: '30015',
    parent: { _id: 'centre', parent: { _id: 'district' } },
  },
  {
    _id: 'amina',
    type: 'person',
    name: 'Amina',
    language: 'sw',
    parent: { _id: 'centre', parent: { _id: 'district' } },
  },
  {
    _id: 'mary',
    type: 'person',
    name: 'Mary',
    patient_id: '20011',
    parent: { _id: 'household', parent: { _id: 'centre', parent: { _id: 'district' } } },
  },
];

describe('A household is muted by chat', function () {
  this.timeout(120_000);
  let rounds: ChatWorld;
  let amina: User;

  before(async () => {
    rounds = await chatWorld({ docs: village });
    await rounds.createUser({ username: rounds.userName('amina'), roles: ['chw'], place: 'centre', contact: 'amina' });
    amina = people.addPerson(rounds.telegram, 'Amina W');
  });
  after(() => rounds.close());

  const contact = (id: string) => rounds.store().get<Contact>(id);
  const linkCode = async (): Promise<string> => {
    const user = await rounds.login(rounds.userName('amina'));
    const response = await user.fetch('/api/v1/chats/link-codes', { method: 'POST' });
    expect(response.status).to.equal(200);
    return ((await response.json()) as { code: string }).code;
  };

  it('welcomes somebody who opens the chat', async () => {
    people.start(rounds.telegram, rounds.bot, amina);
    expect(await rounds.hears(amina, /health programme/)).to.match(/^Hello\. /);
  });

  it('refuses a code that nobody was given', async () => {
    rounds.write(amina, '/start ABCDEFGHJK');
    await rounds.hears(amina, /This code is not right/);
    expect((await contact('amina'))?.addresses).to.equal(undefined);
  });

  it('links the chat to the user whose code it is, and answers in her language from then on', async () => {
    const code = await linkCode();
    rounds.write(amina, `/start ${code.slice(0, 5).toLowerCase()} ${code.slice(5)}`);
    await rounds.hears(amina, /Asante, Amina\./);
    const [entry] = (await contact('amina'))?.addresses ?? [];
    expect(entry?.address).to.match(/^chat:[\w-]{22}$/);
    const other = people.addPerson(rounds.telegram, 'Somebody');
    rounds.write(other, `/start ${code}`);
    await rounds.hears(other, /This code is not right/);
  });

  it('mutes everybody below the household, and says so', async () => {
    rounds.write(amina, '/mute 30015');
    await rounds.hears(amina, /30015|Household/);
    await rounds.settled();
    const muted = await Promise.all(['household', 'mary'].map(async id => (await contact(id))?.muted));
    expect(muted.every(Boolean)).to.equal(true);
    const reports = await rounds.chatReports();
    const mute = reports.find(({ form }) => form === 'MUTE');
    expect(mute?.contact?._id).to.equal('amina');
    expect(mute?.tasks?.[0]?.state).to.equal('sent');
  });

  it('unmutes it by a word without a slash', async () => {
    rounds.write(amina, 'unmute 20011');
    await until('nobody is muted', async () => !(await contact('mary'))?.muted && !(await contact('household'))?.muted);
  });

  it('keeps nothing readable of who she is in Telegram outside the vault', async () => {
    const text = JSON.stringify(await rounds.store().range({ from: '', to: '\ufff0', limit: 100_000 }));
    const side = JSON.stringify(
      await rounds.store(rounds.databases.sentinel).range({ from: '', to: '\ufff0', limit: 100_000 }),
    );
    for (const kept of [text, side]) {
      expect(kept).not.to.include(String(amina.id));
      expect(kept).not.to.include('Amina W');
      expect(kept).not.to.include(rounds.bot.token);
    }
  });

  it('marks her chat as blocked the moment she blocks the bot, and takes it back', async () => {
    people.setBlocked(rounds.telegram, rounds.bot, amina, true);
    await until('the chat is blocked', async () => (await contact('amina'))?.addresses?.[0]?.blocked);
    people.setBlocked(rounds.telegram, rounds.bot, amina, false);
    await until('the chat is open', async () => !(await contact('amina'))?.addresses?.[0]?.blocked);
  });
});
