import type { GroupPage } from '@rounds/api/study/group.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import type { Room } from '../../../scripts/telegram/bot-api/telegram.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

const docs: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'elsewhere', type: 'district_hospital', name: 'Elsewhere' },
  { _id: 'amina', type: 'person', name: 'Amina', parent: { _id: 'district' } },
  { _id: 'zuhura', type: 'person', name: 'Zuhura', parent: { _id: 'elsewhere' } },
];

describe('A study in groups', function () {
  this.timeout(120_000);
  let [rounds, amina, baraka, room]: [ChatWorld, User, User, Room] = [] as never;

  before(async () => {
    const telegram = {
      ...{ bots: ['bot'], group_type: 'study_group', groups_under: 'district' },
      ...{ strangers: 'participant', participants_under: 'elsewhere' },
    };
    rounds = await chatWorld({
      docs,
      settings: settings => ({ ...settings, telegram, schedule_morning_hours: 0, schedule_evening_hours: 0 }),
      limits: 'none',
    });
    rounds.bot.user.can_read_all_group_messages = true;
    for (const [name, place] of [
      ['amina', 'district'],
      ['zuhura', 'elsewhere'],
    ] as const)
      await rounds.createUser({ username: rounds.userName(name), roles: ['chw'], place, contact: name });
    amina = people.addPerson(rounds.telegram, 'Amina');
    baraka = people.addPerson(rounds.telegram, 'Baraka');
    const user = await rounds.login(rounds.userName('amina'));
    const { code } = (await (await user.fetch('/api/v1/chats/link-codes', { method: 'POST' })).json()) as {
      code: string;
    };
    people.start(rounds.telegram, rounds.bot, amina, code);
    await rounds.hears(amina, /Thank you, Amina/);
  });
  after(() => rounds.close());

  const all = <T extends Doc>(): Promise<T[]> => rounds.store().range<T>({ from: '', to: '\ufff0', limit: 1000 });
  const groupNamed = async (name: string) => (await all<Contact>()).find(doc => doc.name === name);
  const spoken = async (text: string) => (await all<Report>()).find(doc => doc.sms_message?.message === text);
  const members = async () =>
    (await all<Doc & { address: string; isIn: boolean }>()).filter(({ type }) => type === 'member');

  it('makes a place of a group into which a user of the programme brings the bot', async () => {
    room = people.makeGroup(rounds.telegram, amina, 'Mothers', [rounds.bot.user, baraka]);
    const group = await until('the group is a place', () => groupNamed('Mothers'));
    expect([group.contact_type, group.parent?._id]).to.deep.equal(['study_group', 'district']);
    expect(group.addresses?.[0]?.address).to.match(/^chat:/);
  });

  it('keeps what is said there for who may see the group, wherever its writer lives', async () => {
    people.write(rounds.telegram, room, baraka, 'MUTE 20086');
    const report = await until('it is kept', () => spoken('MUTE 20086'));
    await rounds.settled();
    const group = await groupNamed('Mothers');
    expect(report.chat_message?.group).to.equal(group?._id);
    expect(report.form).to.equal(undefined);
    const fetched = async (name: string) =>
      (await (await rounds.login(rounds.userName(name))).fetch(`/medic/${report._id}`)).status;
    expect(await fetched('amina')).to.equal(200);
    expect(await fetched('zuhura')).to.equal(404);
    expect((await spoken('MUTE 20086'))?.tasks).to.deep.equal([]);
  });

  it('makes a participant of a stranger who writes, under a name that says nothing', async () => {
    const participant = (await all<Contact>()).find(({ name }) => String(name).startsWith('Participant'));
    expect(participant?.parent?._id).to.equal('elsewhere');
    expect(JSON.stringify(await all())).not.to.include('Baraka');
  });

  it('knows who is in it, and who left', async () => {
    const address = String((await spoken('MUTE 20086'))?.from);
    const isIn = async () => (await members()).find(one => one.address === address)?.isIn;
    expect(await isIn()).to.equal(true);
    people.leave(rounds.telegram, room, baraka, baraka);
    await until('he left', async () => (await isIn()) === false);
    people.join(rounds.telegram, room, baraka, amina);
    await until('he came again', async () => (await isIn()) === true);
  });

  it('shows on a page of its own what the bot is there and hears, and who is in it', async () => {
    const group = await groupNamed('Mothers');
    const told = async () => (await (await rounds.fetch(`/api/v1/groups/${group?._id}`)).json()) as GroupPage;
    // What a bot hears is looked up when its process starts, which may end after the first update.
    const { bot, members, begin } = await until('it is known what the bot hears', async () => {
      const page = await told();
      return page.bot?.hears === 'everything' && page;
    });
    expect(bot).to.deep.equal({ bot: 'bot', is: 'member', hears: 'everything' });
    expect(members.map(({ name, isIn }) => [name?.replace(/ \w+$/, ''), isIn])).to.deep.equal([['Participant', true]]);
    expect(begin.date).to.match(/^\d{4}-/);
  });

  it('answers there only what speaks to the bot, below the words that asked', async () => {
    people.write(rounds.telegram, room, baraka, 'help me somebody');
    people.write(rounds.telegram, room, baraka, '/help@rounds_bot');
    const answers = () => [...room.messages.values()].filter(({ from }) => from?.id === rounds.bot.user.id);
    await until('the bot answered', () => answers().length > 0);
    expect(answers().map(({ text, reply_to_message }) => [text, reply_to_message?.text])).to.deep.equal([
      ['Please write to me in private: open my profile and press the message sign.', '/help@rounds_bot'],
    ]);
  });

  it('keeps what a message said before it was changed', async () => {
    const { message_id } = people.write(rounds.telegram, room, baraka, 'see you at 9');
    await until('it is kept', () => spoken('see you at 9'));
    people.edit(rounds.telegram, room, baraka, message_id, 'see you at 10');
    const report = await until('it is changed', () => spoken('see you at 10'));
    expect(report.chat_message?.edits?.map(({ text }) => text)).to.deep.equal(['see you at 9']);
  });

  it('has the title of the group', async () => {
    people.rename(rounds.telegram, room, amina, 'Mothers of May');
    await until('it is renamed', () => groupNamed('Mothers of May'));
  });

  it('follows a group to its new number, in the middle of a message', async () => {
    const group = (await groupNamed('Mothers of May'))!;
    const old = room;
    room = people.migrate(rounds.telegram, old, amina);
    // What was planned goes there in the same turn, whether the sign of the move came before or not.
    const to = group.addresses![0]!.address;
    const planned = {
      cause: ['planned'],
      to,
      text: 'Day one',
      by: 'test',
      at: Date.now(),
      class: 'unsolicited',
    } as const;
    await rounds.store().write([said({ ...planned, contact: { _id: group._id } })]);
    await until('it is said', () => [...room.messages.values()].some(({ text }) => text === 'Day one'));
    people.write(rounds.telegram, room, baraka, 'here we are');
    const report = await until('it is kept', () => spoken('here we are'));
    expect(report.chat_message?.group).to.equal(group._id);
    expect((await groupNamed('Mothers of May'))?.addresses).to.deep.equal(group.addresses);
  });

  it('is silent in a group that put the bot out, until it comes again', async () => {
    const blocked = async () => (await groupNamed('Mothers of May'))?.addresses?.[0]?.blocked === true;
    people.leave(rounds.telegram, room, rounds.bot.user, amina);
    await until('it is closed', blocked);
    people.join(rounds.telegram, room, rounds.bot.user, amina);
    await until('it is open', async () => !(await blocked()));
  });

  it('keeps nothing of a group into which a stranger brings the bot but that it is there, until a person accepts it', async () => {
    const stranger = people.addPerson(rounds.telegram, 'Stranger');
    const other = people.makeGroup(rounds.telegram, stranger, 'Others', [rounds.bot.user]);
    people.write(rounds.telegram, other, stranger, 'too early');
    type Review = Doc & { kind: string; state: string; proposed: { title: string } };
    const review = await until('it waits', async () => (await all<Review>()).find(({ kind }) => kind === 'group'));
    expect([review.proposed.title, review.state]).to.deep.equal(['Others', 'open']);
    await rounds.workedOff();
    await rounds.store().write([{ ...review, state: 'decided', decision: 'accept' } as Doc]);
    await until('it is a place', () => groupNamed('Others'));
    people.write(rounds.telegram, other, stranger, 'at last');
    await until('it is kept', () => spoken('at last'));
    expect(await spoken('too early')).to.equal(undefined);
  });
});
