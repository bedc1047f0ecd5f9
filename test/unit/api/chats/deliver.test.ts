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

  const of = (mime: string, ...names: string[]) =>
    names.map(name => ({ name, mime, bytes: new Uint8Array([1, 2, 3]) }));
  const albums = () => standing().map(({ media_group_id: album }) => album);

  it('brings pictures that were chosen together as one album, with its words below the first', async () => {
    const files = [...of('image/jpeg', 'a.jpg', 'b.jpg'), ...of('video/mp4', 'c.mp4')];
    expect(await say({ text: 'The well', files })).to.deep.equal({ outcome: { done: 1 }, parts: 1 });
    expect(botApi.calls.map(({ method }) => method)).to.deep.equal(['sendMediaGroup']);
    expect(standing().map(({ caption }) => caption)).to.deep.equal(['The well', undefined, undefined]);
    expect(new Set(albums()).size).to.equal(1);
  });

  const grouped: [what: string, files: ReturnType<typeof of>, calls: string[]][] = [
    [
      'documents are an album, apart from pictures',
      [...of('image/png', 'a', 'b'), ...of('application/pdf', 'c', 'd')],
      ['sendMediaGroup', 'sendMediaGroup'],
    ],
    ['one picture is no album', of('image/png', 'a'), ['sendPhoto']],
    ['voice messages are never one', of('audio/ogg', 'a', 'b'), ['sendVoice', 'sendVoice']],
    ['sounds are', of('audio/mpeg', 'a', 'b'), ['sendMediaGroup']],
    ['eleven pictures are ten and one', of('image/png', ...'abcdefghijk'), ['sendMediaGroup', 'sendPhoto']],
  ];
  for (const [what, files, calls] of grouped)
    it(`is sent in as few calls as Telegram takes: ${what}`, async () => {
      await say({ text: 'x', files });
      expect(botApi.calls.map(({ method }) => method)).to.deep.equal(calls);
    });

  it('names its files without what would end the head of a form', async () => {
    await say({ text: 'x', files: of('application/pdf', 'a "b"; c\r\nX-Y: 1/é.pdf') });
    expect((standing()[0]!.document as { file_name?: string }).file_name).to.equal('a_b_c_X-Y:_1_é.pdf');
  });

  it('has its buttons below its words where it brings an album, which takes none', async () => {
    await say({ text: 'Which one?', files: of('image/png', 'a', 'b'), buttons: yesNo });
    const [first, , last] = standing();
    expect([first?.caption, last?.text, buttonsOf(last).length]).to.deep.equal([undefined, 'Which one?', 2]);
    botApi.calls.length = 0;
    await say({ text: '', files: of('image/png', 'a', 'b', 'c'), buttons: yesNo });
    expect(botApi.calls.map(({ method }) => method)).to.deep.equal(['sendMediaGroup', 'sendPhoto']);
    expect(buttonsOf(standing().at(-1)).length).to.equal(2);
  });

  it('stands word for word, whatever signs it has: nothing is taken for a mark', async () => {
    const text = '2 < 3 & *bold* _x_ `code` <b>no</b> [a](https://x.org) \\ \u202e';
    await say({ text });
    expect([standing()[0]?.text, standing()[0]?.entities]).to.deep.equal([text, undefined]);
  });

  it('has its marks, also below a file and where it is cut', async () => {
    const bold = [{ type: 'bold', offset: 0, length: 4 }];
    await say({ text: 'Come soon', entities: bold });
    await say({ text: 'Come soon', entities: bold, files: of('image/png', 'a') });
    await say({ text: 'Come soon', entities: bold, files: of('image/png', 'a', 'b') });
    expect(standing().map(one => one.entities ?? one.caption_entities)).to.deep.equal([bold, bold, bold, undefined]);
    const link = { type: 'text_link', offset: 3990, length: 20, url: 'https://x.org' };
    const long = `${'a'.repeat(4000)} ${'b'.repeat(500)}`;
    await say({ text: long, entities: [link] });
    const [one, other] = standing().slice(-2);
    expect([one?.entities, other?.entities]).to.deep.equal([
      [{ ...link, length: 10 }],
      [{ ...link, offset: 0, length: 9 }],
    ]);
  });

  it('keeps its marks where it changes an earlier one', async () => {
    await say({ text: 'Well?' });
    const entities = [{ type: 'italic', offset: 0, length: 5 }];
    await say({ text: 'Thank you', edit: 1, entities });
    expect(standing()[0]?.entities).to.deep.equal(entities);
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
