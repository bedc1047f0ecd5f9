import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { expect } from 'chai';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { until } from '../../world.ts';
import { type ChatWorld, chatWorld } from './chat-world.ts';

const docs: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'elsewhere', type: 'district_hospital', name: 'Elsewhere' },
  { _id: 'amina', type: 'person', name: 'Amina', parent: { _id: 'district' } },
  { _id: 'zuhura', type: 'person', name: 'Zuhura', parent: { _id: 'elsewhere' } },
];

interface Health {
  bots: { bot: string; by: string; hears: boolean; refused?: number; why?: string; username?: string }[];
  waiting: number;
  not_known: number;
}

describe('A bot', function () {
  this.timeout(180_000);
  let [rounds, amina]: [ChatWorld, User] = [] as never;

  before(async () => {
    rounds = await chatWorld({ docs, limits: 'none' });
    for (const [name, place] of [
      ['amina', 'district'],
      ['zuhura', 'elsewhere'],
    ] as const)
      await rounds.createUser({ username: rounds.userName(name), roles: ['chw'], place, contact: name });
    amina = people.addPerson(rounds.telegram, 'Amina');
    const user = await rounds.login(rounds.userName('amina'));
    const { code } = (await (await user.fetch('/api/v1/chats/link-codes', { method: 'POST' })).json()) as {
      code: string;
    };
    people.start(rounds.telegram, rounds.bot, amina, code);
    await rounds.hears(amina, /Thank you, Amina/);
  });
  after(() => rounds.close());

  const room = () => people.openPrivate(rounds.telegram, rounds.bot, amina);
  const health = async () => (await (await rounds.fetch('/api/v1/chats/health')).json()) as Health;
  const path = '/api/v1/chats/telegram/bot';
  const spoken = async (text: string) => (await rounds.chatReports()).find(doc => doc.sms_message?.message === text);
  const setTelegram = async (more: object): Promise<void> => {
    const settings = (await rounds.store().get<Doc & { settings: Record<string, object> }>('settings'))!;
    const telegram = { ...settings.settings.telegram, ...more };
    await rounds.store().write([{ ...settings, settings: { ...settings.settings, telegram } }]);
  };

  it('keeps a photograph with its small picture, for who may see the message and nobody else', async () => {
    const bytes = new Uint8Array(Buffer.from('a photograph'));
    people.send(rounds.telegram, room(), amina, { kind: 'photo', bytes, caption: 'the well' });
    const report: Report = await until('it is kept', () => spoken('the well'));
    await rounds.settled();
    const [file] = report.chat_message?.files ?? [];
    expect(file?.thumbnail).to.match(/^data:image\/jpeg;base64,/);
    const fetched = async (name: string) =>
      (await rounds.login(rounds.userName(name))).fetch(`/api/v1/chats/files/${file!.id}`);
    const seen = await fetched('amina');
    expect([seen.status, seen.headers.get('content-type'), await seen.text()]).to.deep.equal([
      ...[200, 'image/jpeg', 'a photograph'],
    ]);
    expect((await fetched('zuhura')).status).to.equal(404);
  });

  it('keeps a web page that was sent as a document, and never shows it', async () => {
    const bytes = new Uint8Array(Buffer.from('<script>'));
    people.send(rounds.telegram, room(), amina, {
      kind: 'document',
      bytes,
      file_name: 'a.html',
      mime_type: 'text/html',
    });
    const report = await until('it is kept', () => spoken('[document]'));
    await rounds.settled();
    const user = await rounds.login(rounds.userName('amina'));
    const seen = await user.fetch(`/api/v1/chats/files/${report.chat_message?.files?.[0]?.id}`);
    expect(seen.headers.get('content-type')).to.equal('application/octet-stream');
    expect(seen.headers.get('content-disposition')).to.match(/^attachment/);
  });

  it('keeps of a sticker only that it came, and a place where it is', async () => {
    people.send(rounds.telegram, room(), amina, { kind: 'sticker', bytes: new Uint8Array(3), emoji: '👍' });
    const sticker = await until('it is kept', () => spoken('👍'));
    expect(sticker.chat_message?.files).to.deep.equal([{ size: 3, missing: 'not wanted' }]);
    people.sendContent(rounds.telegram, room(), amina, { location: { latitude: -1.28, longitude: 36.81 } });
    const place = await until('it is kept', () => spoken('[location]'));
    expect(place.chat_message?.location).to.deep.equal({ latitude: -1.28, longitude: 36.81 });
  });

  it('tells how it does, to who may see what goes out', async () => {
    const { bots } = await until('it is written down', async () => {
      const told = await health();
      return told.bots[0]?.hears ? told : undefined;
    });
    expect([bots[0]?.by, bots[0]?.username]).to.deep.equal(['poll', 'rounds_bot']);
    const metrics = await (await rounds.fetch('/metrics')).text();
    expect(metrics)
      .to.match(/rounds_chat_pending_updates\{bot="bot"\} \d/)
      .and.match(/rounds_chats_not_known 0/);
    const user = await rounds.login(rounds.userName('zuhura'));
    expect((await user.fetch('/api/v1/chats/health')).status).to.equal(403);
  });

  it('of which somebody else asks for the updates says so', async () => {
    const { url } = rounds.botApi;
    const other = new AbortController();
    const poll = async (): Promise<void> => {
      while (!other.signal.aborted)
        await fetch(`${url}/bot${rounds.bot.token}/getUpdates?timeout=1`, { signal: other.signal }).catch(
          () => undefined,
        );
    };
    const polling = poll();
    await until('it says so', async () => (await health()).bots[0]?.refused === 409, 60_000);
    other.abort();
    await polling;
    await until('it hears again', async () => (await health()).bots[0]?.hears, 60_000);
  });

  it('is brought updates where the settings say so, and goes on with them', async () => {
    await setTelegram({ webhook: rounds.apiUrl });
    await until('the webhook is set', () => rounds.bot.webhook?.url === rounds.apiUrl + path, 60_000);
    rounds.write(amina, 'brought to you');
    await until('it is kept', () => spoken('brought to you'));
    expect((await health()).bots[0]?.by).to.be.oneOf(['webhook', 'poll']);
  });

  it('takes updates from nobody else', async () => {
    const body = JSON.stringify({
      update_id: 7,
      message: { message_id: 1, date: 1, chat: { id: 1, type: 'private' } },
    });
    const post = (headers: object, at = path) =>
      fetch(rounds.apiUrl + at, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
    expect((await post({})).status).to.equal(403);
    expect((await post({ 'x-telegram-bot-api-secret-token': 'guessed' })).status).to.equal(403);
    expect((await post({}, '/api/v1/chats/telegram/other')).status).to.equal(404);
  });

  it('counts wrong secrets as guesses: of many at once ten are heard, and Telegram comes through all the same', async () => {
    const guess = async (nth: number): Promise<number> => {
      const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': `guess-${nth}` };
      const body = JSON.stringify({ update_id: nth, message: { message_id: nth, date: 1 } });
      return (await fetch(rounds.apiUrl + path, { method: 'POST', body, headers })).status;
    };
    const statuses = await Promise.all(Array.from({ length: 30 }, (_, nth) => guess(nth)));
    expect(new Set(statuses)).to.deep.equal(new Set([403, 429]));
    expect(statuses.filter(status => status === 403).length).to.be.at.most(10);
    rounds.write(amina, 'in spite of guesses');
    await until('it is kept', () => spoken('in spite of guesses'));
  });

  it('asks for updates again when the settings say so', async () => {
    await setTelegram({ webhook: undefined });
    await until('the webhook is gone', () => rounds.bot.webhook === undefined, 60_000);
    rounds.write(amina, 'asked for');
    await until('it is kept', () => spoken('asked for'));
  });

  it('is heard again after an update that nobody can read', async () => {
    const queue = rounds.bot.queue as unknown as { push(kind: string, content: unknown): void };
    for (const content of [
      null,
      7,
      [],
      { chat: 'x' },
      { chat: { id: 1, type: 'private' }, from: null, text: {} },
      { data: 3 },
    ])
      for (const kind of ['message', 'edited_message', 'my_chat_member', 'chat_member', 'callback_query'])
        queue.push(kind, content);
    rounds.write(amina, 'still there');
    await until('it is kept', () => spoken('still there'));
  });
});
