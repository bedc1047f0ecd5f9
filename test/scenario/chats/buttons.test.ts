import { nextForChats } from '@rounds/api/chats/waiting.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { InChat, Report } from '@rounds/ddocs/documents/reports.ts';
import { said, saidUuid } from '@rounds/sentinel/messages/said.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { Message, User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

describe('Buttons in a chat', function () {
  this.timeout(120_000);
  let [rounds, amina, to]: [ChatWorld, User, string] = [] as never;

  before(async () => {
    const place: Contact = { _id: 'district', type: 'district_hospital', name: 'District' };
    rounds = await chatWorld({ docs: [place], limits: 'none' });
    amina = people.addPerson(rounds.telegram, 'Amina');
    people.start(rounds.telegram, rounds.bot, amina);
    await rounds.hears(amina, /health programme/);
    to = String((await rounds.chatReports())[0]?.from);
  });
  after(() => rounds.close());

  const room = () => people.openPrivate(rounds.telegram, rounds.bot, amina);
  const shown = (): Message[] => [...room().messages.values()].filter(({ from }) => from?.id === rounds.bot.user.id);
  const buttonsOf = (message: Message | undefined) =>
    (
      (message?.reply_markup as { inline_keyboard?: { text: string; callback_data: string }[][] })?.inline_keyboard ??
      []
    )
      .flat()
      .map(({ callback_data }) => callback_data);
  const say = async (cause: string, more: Partial<Parameters<typeof said>[0]>): Promise<void> => {
    const base = { cause: [cause], to, text: '', by: 'test', at: Date.now(), class: 'answer' } as const;
    await rounds.store().write([said({ ...base, ...more })]);
  };
  const taskOf = async (cause: string) =>
    (await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 1000 }))
      .flatMap(({ tasks }) => tasks ?? [])
      .find(({ messages }) => messages?.[0]?.uuid === saidUuid([cause]));

  it('stand below what is said, in rows', async () => {
    await say('question', {
      text: 'Have you slept?',
      chat: { buttons: [[{ text: 'Yes', data: 'y' }], [{ text: 'No', data: 'n' }]] },
    });
    await rounds.hears(amina, /slept/);
    expect(buttonsOf(shown().at(-1))).to.deep.equal(['y', 'n']);
  });

  it('are acknowledged when they are pressed; where nobody asks any more that is said, and the buttons go', async () => {
    const question = shown().at(-1)!;
    const press = people.press(rounds.telegram, rounds.bot, room(), amina, question.message_id, 'y');
    await rounds.hears(amina, /This question is closed/);
    expect(rounds.telegram.presses.get(press)?.answer).to.deep.equal({});
    await until('the buttons are gone', () => buttonsOf(room().messages.get(question.message_id)).length === 0);
    expect(room().messages.get(question.message_id)?.text).to.equal('Have you slept?');
    const reports = await rounds.chatReports();
    expect(reports.map(({ chat_message }) => chat_message?.command)).to.deep.equal(['start']);
  });

  it('and words of an earlier message are changed by its uuid, where it stands', async () => {
    await say('thanks', { text: 'Thank you.', chat: { edit: saidUuid(['question']) } });
    await until('it is changed', () => shown().some(({ text }) => text === 'Thank you.'));
    expect(shown().some(({ text }) => text === 'Have you slept?')).to.equal(false);
    expect((await taskOf('question'))?.gateway_ref).to.be.a('string');
    await until('it is sent', async () => (await taskOf('thanks'))?.state === 'sent');
  });

  it('and files that nobody can read, or that are none of a chat, hold up nothing that comes after', async () => {
    const [report] = await rounds.chatReports();
    const stored: unknown[] = [{ files: 5 }, { buttons: [null, 5, [null]] }, { attachments: {} }, 5];
    for (const [at, chat] of [...stored, { files: [report!._id] }].entries())
      await say(`odd ${at}`, { text: `Odd ${at}`, chat: chat as InChat });
    await say('after', { text: 'After all' });
    await rounds.hears(amina, /^After all$/);
    const foreign = await taskOf('odd 4');
    expect(`${foreign?.state}: ${foreign?.state_details?.reason}`).to.match(/^failed: .* is no file of a chat$/);
  });

  it('what a person typed is judged as that by silence, also where it does not say so', async () => {
    const typed = said({ cause: ['no class'], to, text: 'x', by: 'aya', at: Date.now(), class: 'typed', due: 4e12 });
    const { message_class: _, ...task } = typed.tasks![0]!;
    await rounds.store().write([{ ...typed, tasks: [task] }]);
    const { next } = await nextForChats(rounds.store(), () => true, 10, 5e12);
    expect(next.map(({ class: kind }) => kind)).to.deep.equal(['typed']);
  });

  it('wait with their message for its time', async () => {
    await say('later', { text: 'Later', due: Date.now() + 3000 });
    await say('now', { text: 'Now' });
    await rounds.hears(amina, /^Later$/);
    const texts = rounds.saidTo(amina);
    expect(texts.indexOf('Now')).to.be.lessThan(texts.indexOf('Later'));
    const { timestamp } = (await taskOf('later'))!.state_history!.at(-1)!;
    expect(Date.parse(timestamp)).to.be.greaterThan(Date.parse(String((await taskOf('later'))!.due)));
  });
});
