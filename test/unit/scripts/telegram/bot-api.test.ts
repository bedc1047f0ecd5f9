import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { type FakeClock, fakeClock } from '../../../../scripts/telegram/bot-api/clock.ts';
import * as people from '../../../../scripts/telegram/bot-api/people.ts';
import { type BotApi, serveBots } from '../../../../scripts/telegram/bot-api/server.ts';
import type { User } from '../../../../scripts/telegram/bot-api/shapes.ts';
import { addBot, type Bot, openTelegram, type Telegram } from '../../../../scripts/telegram/bot-api/telegram.ts';

interface Answer {
  ok: boolean;
  error_code?: number;
  description?: string;
  parameters?: Record<string, number>;
  // biome-ignore lint/suspicious/noExplicitAny: what a method answers is told by the test that calls it
  result: any;
}

describe('the loopback Bot API', () => {
  let clock: FakeClock;
  let telegram: Telegram;
  let bot: Bot;
  let api: BotApi;
  let amina: User;

  beforeEach(async () => {
    clock = fakeClock(Date.UTC(2026, 10, 2, 8));
    telegram = openTelegram(clock);
    bot = addBot(telegram, 'rounds_bot');
    amina = people.addPerson(telegram, 'Amina', { username: 'amina_w' });
    api = await serveBots(telegram);
  });

  afterEach(() => api.close());

  const call = async (method: string, params: object = {}): Promise<Answer> => {
    const response = await fetch(`${api.url}/bot${bot.token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(params),
    });
    return (await response.json()) as Answer;
  };

  const chat = () => people.openPrivate(telegram, bot, amina);

  it('knows its bots by their tokens', async () => {
    expect((await call('getMe')).result.username).to.equal('rounds_bot');
    const stranger = await fetch(`${api.url}/bot1:none/getMe`);
    expect(stranger.status).to.equal(401);
    expect(await call('fly')).to.include({ ok: false, error_code: 404 });
  });

  it('hands a bot what a person wrote, with its commands marked', async () => {
    people.start(telegram, bot, amina, 'invite');
    const { result } = await call('getUpdates');
    expect(result[0].message).to.deep.include({
      text: '/start invite',
      entities: [{ type: 'bot_command', offset: 0, length: 6 }],
    });
  });

  describe('refuses', () => {
    const refusals: readonly (readonly [string, string, () => object, string])[] = [
      ['a text to somebody who never pressed Start', 'sendMessage', () => ({ text: 'x' }), 'chat not found'],
      ['a text of 4,097 characters', 'sendMessage', () => ({ text: 'x'.repeat(4097), ...chatId() }), 'too long'],
      ['a text of blanks', 'sendMessage', () => ({ text: '  ', ...chatId() }), 'text is empty'],
      ['a caption of 1,025 characters', 'sendPhoto', () => ({ caption: 'x'.repeat(1025), ...chatId() }), 'too long'],
      ['a button that sends 65 bytes', 'sendMessage', () => ({ text: 'x', ...button('ü'.repeat(33)) }), 'BUTTON_DATA'],
      ['a mark that ends beyond its text', 'sendMessage', () => ({ text: 'x', ...marked(0, 2) }), 'beyond the text'],
      ['a mark that cuts a character', 'sendMessage', () => ({ text: '😀', ...marked(0, 1) }), 'UTF-16'],
      ['an edit of what is not there', 'editMessageText', () => ({ text: 'x', message_id: 9, ...chatId() }), 'to edit'],
      ['an answer to a press of long ago', 'answerCallbackQuery', () => ({ callback_query_id: '1' }), 'too old'],
      ['an album of one', 'sendMediaGroup', () => ({ media: [{ type: 'photo', media: 'x' }], ...chatId() }), 'number'],
    ];
    const chatId = () => ({ chat_id: chat().chat.id });
    const button = (data: string) => ({
      ...chatId(),
      reply_markup: { inline_keyboard: [[{ text: 'x', callback_data: data }]] },
    });
    const marked = (offset: number, length: number) => ({ ...chatId(), entities: [{ type: 'bold', offset, length }] });

    for (const [what, method, params, words] of refusals)
      it(what, async () => {
        const answer = await call(method, { chat_id: 77, ...params() });
        expect(answer).to.include({ ok: false, error_code: 400 });
        expect(answer.description).to.include(words);
      });
  });

  it('takes a press with its button, and its answer once and within 15 s', async () => {
    const room = chat();
    const keyboard = { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] };
    const { result } = await call('sendMessage', { chat_id: amina.id, text: 'Well?', reply_markup: keyboard });
    const press = () => people.press(telegram, bot, room, amina, result.message_id, 'yes');
    const first = press();
    expect((await call('answerCallbackQuery', { callback_query_id: first, text: 'Thanks' })).ok).to.equal(true);
    expect(telegram.presses.get(first)?.answer).to.deep.equal({ text: 'Thanks' });
    expect((await call('answerCallbackQuery', { callback_query_id: first })).ok).to.equal(false);
    const second = press();
    clock.pass(16_000);
    expect((await call('answerCallbackQuery', { callback_query_id: second })).ok).to.equal(false);
  });

  it('says that nothing changed when an edit brings what stands there', async () => {
    chat();
    const { result } = await call('sendMessage', { chat_id: amina.id, text: 'One' });
    const edit = (text: string) => call('editMessageText', { chat_id: amina.id, message_id: result.message_id, text });
    expect((await edit('Two')).result.text).to.equal('Two');
    expect((await edit('Two')).description).to.include('message is not modified');
  });

  it('takes a file, and gives it out under its path', async () => {
    chat();
    const form = new FormData();
    form.set('chat_id', String(amina.id));
    form.set('photo', 'attach://here');
    form.set('here', new File(['picture'], 'a.jpg', { type: 'image/jpeg' }));
    const sent = await fetch(`${api.url}/bot${bot.token}/sendPhoto`, { method: 'POST', body: form });
    const { result } = (await sent.json()) as Answer;
    const { result: file } = await call('getFile', { file_id: result.photo[0].file_id });
    const content = await fetch(`${api.url}/file/bot${bot.token}/${file.file_path}`);
    expect(await content.text()).to.equal('picture');
    clock.pass(5000);
    const again = await call('sendPhoto', { chat_id: amina.id, photo: file.file_id });
    expect(again.result.photo[0].file_id).to.equal(file.file_id);
  });

  it('tells each item of an album by itself', async () => {
    const items = ['a', 'b'].map(name => ({ kind: 'photo' as const, bytes: new TextEncoder().encode(name) }));
    people.sendAlbum(telegram, chat(), amina, [{ ...items[0]!, caption: 'Both' }, items[1]!]);
    const messages = (await call('getUpdates')).result.map(({ message }: { message: object }) => message);
    expect(new Set(messages.map(({ media_group_id }: { media_group_id: string }) => media_group_id)).size).to.equal(1);
    expect(messages.map(({ caption }: { caption?: string }) => caption)).to.deep.equal(['Both', undefined]);
  });

  it('tells a bot that it was blocked, and refuses what it sends then', async () => {
    chat();
    people.setBlocked(telegram, bot, amina, true);
    const blocked = await call('sendMessage', { chat_id: amina.id, text: 'x' });
    expect(blocked).to.include({ error_code: 403, description: 'Forbidden: bot was blocked by the user' });
    people.setBlocked(telegram, bot, amina, false);
    const changes = (await call('getUpdates')).result.map(
      ({ my_chat_member }: { my_chat_member: { new_chat_member: { status: string } } }) =>
        my_chat_member.new_chat_member.status,
    );
    expect(changes).to.deep.equal(['kicked', 'member']);
    expect((await call('sendMessage', { chat_id: amina.id, text: 'x' })).ok).to.equal(true);
  });

  it('hides the talk of a group from a bot in privacy mode, but not what is meant for it', async () => {
    const group = people.makeGroup(telegram, amina, 'Study', [bot.user]);
    people.write(telegram, group, amina, 'between us');
    people.write(telegram, group, amina, '/help');
    people.write(telegram, group, amina, 'hello @rounds_bot');
    const texts = async () =>
      (await call('getUpdates')).result
        .map(({ message }: { message?: { text?: string } }) => message?.text)
        .filter(Boolean);
    expect(await texts()).to.deep.equal(['/help', 'hello @rounds_bot']);
    people.setAdministrator(telegram, group, bot.user, amina);
    people.write(telegram, group, amina, 'to all');
    clock.pass(1000);
    expect(await texts()).to.deep.equal(['/help', 'hello @rounds_bot', 'to all']);
  });

  it('tells a move to a supergroup in both chats, and refuses the old number with the new one', async () => {
    const group = people.makeGroup(telegram, amina, 'Study', [bot.user]);
    const to = people.migrate(telegram, group, amina);
    const { result } = await call('getUpdates');
    const moves = result.map(({ message }: { message?: Record<string, number> }) => message).filter(Boolean);
    expect(moves.at(-2)).to.deep.include({ migrate_to_chat_id: to.chat.id });
    expect(moves.at(-1)).to.deep.include({ migrate_from_chat_id: group.chat.id });
    const refused = await call('sendMessage', { chat_id: group.chat.id, text: 'x' });
    expect(refused.parameters).to.deep.equal({ migrate_to_chat_id: to.chat.id });
    expect((await call('sendMessage', { chat_id: to.chat.id, text: 'x' })).ok).to.equal(true);
  });

  it('says in the words of Telegram why a group takes nothing more', async () => {
    const group = people.makeGroup(telegram, amina, 'Study', [bot.user]);
    people.leave(telegram, group, bot.user, amina);
    const refused = await call('sendMessage', { chat_id: group.chat.id, text: 'x' });
    expect(refused.description).to.equal('Forbidden: bot was kicked from the group chat');
  });

  it('can lose an answer after it took the message, as a network does', async () => {
    chat();
    api.faults.next = () => 'answer lost';
    const lost = await call('sendMessage', { chat_id: amina.id, text: 'once' }).catch((error: Error) => error.message);
    expect(lost).to.equal('fetch failed');
    expect([...chat().messages.values()].map(({ text }) => text)).to.deep.equal(['once']);
  });

  it('hands updates to a webhook with its secret, again when it does not answer 2xx, and refuses polls meanwhile', async () => {
    const seen: [string | undefined, string][] = [];
    const statuses = [503, 200, 200];
    let done: () => void = () => undefined;
    const all = new Promise<void>(resolve => {
      done = resolve;
    });
    const hook = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      seen.push([request.headers['x-telegram-bot-api-secret-token'] as string, JSON.parse(body).message.text]);
      response.writeHead(statuses[seen.length - 1] ?? 200).end();
      if (seen.length === 3) done();
    });
    await new Promise<void>(resolve => hook.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    await call('setWebhook', { url, secret_token: 'word' });
    expect((await call('getUpdates')).error_code).to.equal(409);
    people.write(telegram, chat(), amina, 'first');
    people.write(telegram, chat(), amina, 'second');
    const passing = setInterval(() => clock.pass(1000), 5);
    await all;
    clearInterval(passing);
    expect(seen).to.deep.equal([
      ['word', 'first'],
      ['word', 'first'],
      ['word', 'second'],
    ]);
    hook.closeAllConnections();
    await new Promise(resolve => hook.close(resolve));
  });
});
