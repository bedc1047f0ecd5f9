import { openBot } from '@rounds/api/chats/telegram/client.ts';
import { type Delivery, deliver } from '@rounds/api/chats/telegram/deliver.ts';
import { expect } from 'chai';
import { realClock } from '../../../../scripts/telegram/bot-api/clock.ts';
import * as people from '../../../../scripts/telegram/bot-api/people.ts';
import { type BotApi, serveBots } from '../../../../scripts/telegram/bot-api/server.ts';
import type { Message } from '../../../../scripts/telegram/bot-api/shapes.ts';
import {
  addBot,
  type Bot,
  openTelegram,
  type Room,
  type Telegram,
} from '../../../../scripts/telegram/bot-api/telegram.ts';

describe('A message to a chat', () => {
  let [telegram, bot, botApi, room]: [Telegram, Bot, BotApi, Room] = [] as never;
  beforeEach(async () => {
    telegram = openTelegram(realClock, 'none');
    bot = addBot(telegram, 'rounds_bot');
    botApi = await serveBots(telegram);
    room = people.openPrivate(telegram, bot, people.addPerson(telegram, 'Amina'));
  });
  afterEach(() => botApi.close());

  const say = (said: Delivery) => deliver(openBot(bot.token, botApi.url), room.chat.id, said);
  const standing = () => [...room.messages.values()];
  const buttonsOf = (message: Message | undefined) =>
    (message?.reply_markup as { inline_keyboard?: unknown[][] } | undefined)?.inline_keyboard ?? [];
  const yesNo = [
    [
      { text: 'Yes', data: 'y' },
      { text: 'No', data: 'n' },
    ],
    [{ text: 'Read', url: 'https://a.org' }],
  ];

  it('has its buttons in rows, those that are pressed and those that lead somewhere', async () => {
    await say({ text: 'Well?', buttons: yesNo });
    expect(standing()[0]?.reply_markup).to.deep.equal({
      inline_keyboard: [
        [
          { text: 'Yes', callback_data: 'y' },
          { text: 'No', callback_data: 'n' },
        ],
        [{ text: 'Read', url: 'https://a.org' }],
      ],
    });
  });

  it('in several parts has its buttons below the last, and answers with the first', async () => {
    people.write(telegram, room, people.addPerson(telegram, 'B'), 'hello');
    const { outcome, parts } = await say({ text: `${'a'.repeat(4000)} ${'b'.repeat(4000)}`, buttons: yesNo, reply: 1 });
    expect([outcome, parts]).to.deep.equal([{ done: 3 }, 2]);
    const [, first, last] = standing();
    expect([!!first?.reply_markup, !!last?.reply_markup]).to.deep.equal([false, true]);
    expect([first?.reply_to_message?.message_id, last?.reply_to_message]).to.deep.equal([1, undefined]);
  });

  it('of many parts waits between them, so that the chat takes them all', async () => {
    const waits: number[] = [];
    const text = 'abcdef'.replace(/./g, letter => `${letter.repeat(4000)} `);
    const { parts } = await deliver(openBot(bot.token, botApi.url), room.chat.id, { text }, async ms => waits.push(ms));
    expect([parts, waits]).to.deep.equal([6, [1100, 1100, 1100]]);
  });

  it('takes the place of an earlier one, and its buttons', async () => {
    await say({ text: 'Well?', buttons: yesNo });
    expect(await say({ text: 'Thank you', edit: 1, buttons: [] })).to.deep.equal({ outcome: { done: 1 }, parts: 1 });
    expect(standing().map(({ text }) => text)).to.deep.equal(['Thank you']);
    expect(buttonsOf(standing()[0])).to.deep.equal([]);
  });

  it('without a text changes the buttons alone', async () => {
    await say({ text: 'Well?', buttons: yesNo });
    await say({ text: '', edit: 1, buttons: [[{ text: '✓ Yes', data: 'y' }]] });
    expect(standing()[0]?.text).to.equal('Well?');
    expect(buttonsOf(standing()[0])).to.deep.equal([[{ text: '✓ Yes', callback_data: 'y' }]]);
  });

  const harmless: [what: string, said: Delivery][] = [
    ['a change that changes nothing', { text: 'Well?', edit: 1 }],
    ['a change of a message that is not there any more', { text: 'x', edit: 77 }],
    ['buttons that are there already', { text: '', edit: 1 }],
  ];
  for (const [what, said] of harmless)
    it(`counts ${what} as done`, async () => {
      await say({ text: 'Well?' });
      expect(await say(said)).to.deep.equal({ outcome: { done: said.edit }, parts: 1 });
    });

  it('goes out although what it answers is gone', async () => {
    expect((await say({ text: 'x', reply: 99 })).outcome).to.deep.equal({ done: 1 });
  });

  it('brings its files as what they are, with its words below the first', async () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const files = [
      { name: 'well.jpg', mime: 'image/jpeg', bytes },
      { name: 'list.pdf', mime: 'application/pdf', bytes },
    ];
    const { parts } = await say({ text: 'The well', files, buttons: yesNo });
    const [photo, document] = standing();
    expect([parts, photo?.caption, document?.caption]).to.deep.equal([2, 'The well', undefined]);
    expect([!!photo?.photo, !!document?.document]).to.deep.equal([true, true]);
    expect([buttonsOf(photo).length, buttonsOf(document).length]).to.deep.equal([0, 2]);
  });

  it('with more words than stand below a file says them after it', async () => {
    const files = [{ name: 'v.ogg', mime: 'audio/ogg', bytes: new Uint8Array([1]) }];
    await say({ text: 'a'.repeat(2000), files });
    expect(standing().map(({ voice, text }) => [!!voice, text?.length])).to.deep.equal([
      [true, undefined],
      [false, 2000],
    ]);
  });

  it('stands in its topic, and in «General» without naming it', async () => {
    const by = people.addPerson(telegram, 'Amina');
    room = people.makeGroup(telegram, by, 'Study', [bot.user], 'supergroup');
    const thread = people.addTopic(telegram, room, by, 'Reports');
    await say({ text: 'here', thread });
    await say({ text: 'general', thread: 1 });
    const threads = standing()
      .slice(-2)
      .map(({ message_thread_id }) => message_thread_id);
    expect(threads).to.deep.equal([thread, undefined]);
  });

  it('whose button tells more than 64 bytes is refused with the words of the Bot API', async () => {
    const { outcome } = await say({ text: 'x', buttons: [[{ text: 'a', data: 'é'.repeat(33) }]] });
    expect(outcome).to.have.property('refused', 400);
  });
});
