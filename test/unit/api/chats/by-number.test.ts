import { openPace } from '@rounds/api/chats/pace.ts';
import { sendToChat } from '@rounds/api/chats/send.ts';
import { openBot } from '@rounds/api/chats/telegram/client.ts';
import { type Delivery, deliver } from '@rounds/api/chats/telegram/deliver.ts';
import { meaningOf } from '@rounds/api/chats/telegram/refusals.ts';
import { toldBy } from '@rounds/api/chats/telegram/said.ts';
import { openInvites } from '@rounds/ddocs/chats/invites.ts';
import { tokenOf } from '@rounds/ddocs/runs/token.ts';
import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { type FakeClock, fakeClock } from '../../../../scripts/telegram/bot-api/clock.ts';
import { budget, telegramsLimits } from '../../../../scripts/telegram/bot-api/limits.ts';
import { setBlocked } from '../../../../scripts/telegram/bot-api/membership.ts';
import * as people from '../../../../scripts/telegram/bot-api/people.ts';
import { type BotApi, type Fault, serveBots } from '../../../../scripts/telegram/bot-api/server.ts';
import type { Message, User } from '../../../../scripts/telegram/bot-api/shapes.ts';
import {
  addBot,
  type Bot,
  openTelegram,
  type Room,
  type Telegram,
} from '../../../../scripts/telegram/bot-api/telegram.ts';
import { store } from '../stores.ts';

/** A bot on a Telegram whose clock stands until it is told to go on. */
interface Ground {
  clock: FakeClock;
  telegram: Telegram;
  bot: Bot;
  botApi: BotApi;
  amina: User;
  room: Room;
  say(said: Delivery, room?: Room): ReturnType<typeof deliver>;
  /** What becomes of a message that is sent now. */
  became(fault?: Fault, room?: Room): ReturnType<typeof sendToChat>;
  standing(): Message[];
}

const hour = 3_600_000;
const picture = (name: string) => ({ name, mime: 'image/png', bytes: new Uint8Array([1]) });

/** How many calls a pace lets begin at a moment. */
const begun = (clock: FakeClock, calls: number, chat: (n: number) => string, bulk = false, isGroup = false): number => {
  const pace = openPace(clock.now);
  return Array.from({ length: calls }, (_, n) => pace.begin(chat(n), { bulk, calls: 1, isGroup })).filter(Boolean)
    .length;
};

/** Lets a bot say as much as it may into one chat, against Telegram's own budget. @returns how much went, and was refused */
const minute = (chat: number): { went: number; refused: number } => {
  const clock = fakeClock(hour);
  const [pace, telegram] = [openPace(clock.now), budget(clock, telegramsLimits)];
  let [went, refused] = [0, 0];
  for (let at = 0; at < 60_000; at += 50, clock.pass(50)) {
    if (!pace.begin('chat', { bulk: false, calls: 1, isGroup: chat < 0 })) continue;
    try {
      telegram.spend(chat);
      went += 1;
    } catch {
      refused += 1;
    }
  }
  return { went, refused };
};

const table: readonly (readonly [number: string, promise: string, proof: (ground: Ground) => Promise<void> | void])[] =
  [
    [
      'T15',
      'a text of 4,097 signs goes in two messages, of 1,025 below a picture in one of its own, buttons with the last',
      async ({ say, standing }) => {
        const buttons = [[{ text: 'Yes', data: 'y' }]];
        expect((await say({ text: `${'a'.repeat(4096)}b`, buttons })).parts).to.equal(2);
        expect(standing().map(({ text, reply_markup }) => [text?.length, !!reply_markup])).to.deep.equal([
          [4096, false],
          [1, true],
        ]);
        expect((await say({ text: 'a'.repeat(1024), files: [picture('a')] })).parts).to.equal(1);
        expect((await say({ text: 'a'.repeat(1025), files: [picture('a')] })).parts).to.equal(2);
      },
    ],
    [
      'T16',
      'a button carries 12 signs of ours; Telegram takes 64 bytes, and says so of one more',
      async ({ say }) => {
        expect(tokenOf({ _id: 'run:abcdefghij' }, 16_777_215, 4095)).to.match(/^[A-Za-z0-9_-]{12}$/);
        const of = async (data: string) => (await say({ text: 'x', buttons: [[{ text: 'a', data }]] })).outcome;
        expect(await of('é'.repeat(32))).to.have.property('done');
        expect(await of(`${'é'.repeat(32)}a`)).to.deep.include({ refused: 400 });
      },
    ],
    [
      'T17',
      'an invite stands in a link to the bot: 22 signs that such a link may have, of the 64 that it takes',
      async () => expect(await openInvites(store()).make('amina')).to.match(/^[A-Za-z0-9_-]{22}$/),
    ],
    [
      'T18',
      'an album has 2 to 10 items that share a mark, and each is told by itself',
      async ({ say, standing, telegram, bot, room, amina }) => {
        await say({ text: 'x', files: Array.from('abcdefghijk', picture) });
        const marks = standing().map(({ media_group_id: mark }) => mark);
        expect([new Set(marks.slice(0, 10)).size, marks[0] !== undefined, marks[10]]).to.deep.equal([
          1,
          true,
          undefined,
        ]);
        people.sendAlbum(
          telegram,
          room,
          amina,
          [1, 2].map(() => ({ kind: 'photo', bytes: new Uint8Array(1) })),
        );
        const told = bot.queue
          .waiting()
          .flatMap(update => toldBy(update as Update, { id: bot.user.id, username: 'rounds_bot' }));
        const albums = told.flatMap(one => (one.what === 'message' ? [one.album] : []));
        expect([albums.length, new Set(albums).size, albums[0] !== undefined]).to.deep.equal([2, 1, true]);
      },
    ],
    [
      'T19',
      'a file is fetched up to its limit and no further, and nothing that is told of a failure holds the token',
      async ({ bot, botApi, telegram, room, amina }) => {
        const sent = people.send(telegram, room, amina, { kind: 'document', bytes: new Uint8Array(2000) });
        const { file_id: file } = sent.document as { file_id: string };
        const client = openBot(bot.token, botApi.url);
        expect(await client.file(file, 2000))
          .to.have.property('done')
          .with.length(2000);
        expect(await client.file(file, 1999)).to.deep.include({ refused: 413 });
        botApi.faults.next = () => 'cut';
        const lost = [await client.file(file, 2000), await openBot('1:none', botApi.url).file(file, 1)];
        expect(JSON.stringify(lost)).to.not.contain(bot.token).and.not.contain('1:none');
      },
    ],
    [
      'T20',
      "the bot's own message is changed whatever its age",
      async ({ say, clock, standing }) => {
        await say({ text: 'Come on Monday' });
        clock.pass(72 * hour);
        expect((await say({ text: 'It was carried out', edit: 1 })).outcome).to.deep.equal({ done: 1 });
        expect(standing()[0]?.text).to.equal('It was carried out');
      },
    ],
    [
      'T21',
      'three at once and one a second into a chat, twenty a minute into a group, thirty a second in all, never refused',
      () => {
        expect(begun(fakeClock(hour), 10, () => 'a')).to.equal(3);
        const [chat, group] = [minute(7), minute(-7)];
        expect(chat.went).to.be.within(55, 63);
        expect(group.went).to.be.within(17, 20);
        expect([chat.refused, group.refused]).to.deep.equal([0, 0]);
        expect(begun(fakeClock(hour), 100, n => `answer ${n}`)).to.be.within(27, 30);
        expect(begun(fakeClock(hour), 100, n => `bulk ${n}`, true)).to.equal(24);
      },
    ],
    [
      'T22',
      'who must rest is left alone for just so long, others go on; two within seconds let all rest',
      async ({ became }) => {
        const result = await became({ status: 429, retry_after: 135 });
        expect([result.update.state, result.restUntil]).to.deep.equal(['pending', hour + 135_000]);
        const clock = fakeClock(hour);
        const pace = openPace(clock.now);
        const may = (chat: string) => pace.begin(chat, { bulk: false, calls: 1 });
        pace.rest('a', hour + 135_000);
        expect([may('a'), may('b')]).to.deep.equal([false, true]);
        clock.pass(134_999);
        expect(may('a')).to.equal(false);
        clock.pass(1);
        expect(may('a')).to.equal(true);
        pace.rest('a', clock.now() + 10_000);
        clock.pass(4000);
        pace.rest('b', clock.now() + 10_000);
        expect(may('c')).to.equal(false);
      },
    ],
    [
      'T23',
      'no more than thirty calls begin in any second, however many chats wait',
      () => {
        const clock = fakeClock(hour);
        const pace = openPace(clock.now);
        let next = 0;
        for (let second = 0; second < 20; second += 1, clock.pass(1000)) {
          let calls = 0;
          while (pace.begin(`chat ${next}`, { bulk: false, calls: 1 })) [next, calls] = [next + 1, calls + 1];
          expect(calls).to.be.at.most(30);
        }
      },
    ],
    [
      'T24',
      'what was taken and not answered is in doubt and stands there once; what never left waits',
      async ({ became, standing, bot }) => {
        const lost = await became('answer lost');
        expect(lost.update).to.deep.include({ state: 'failed', details: { reason: 'answer lost' } });
        expect(standing()).to.have.length(1);
        const nobody = openBot(bot.token, 'http://127.0.0.1:1');
        const unsent = await sendToChat(nobody, 'u', { text: 'x' }, 7, String, () => hour);
        expect([unsent.update.state, unsent.stop]).to.deep.equal(['pending', 'nobody answers']);
      },
    ],
    [
      'T25',
      'nothing is ever sent for pay',
      async ({ say, botApi }) => {
        await say({ text: 'x', files: [picture('a'), picture('b')], silent: true });
        await say({ text: 'x' });
        expect(botApi.calls.filter(({ params }) => 'allow_paid_broadcast' in params)).to.deep.equal([]);
      },
    ],
    [
      'T26',
      'ten thousand people are told in seven minutes by a bot of any size',
      () => {
        const clock = fakeClock(hour);
        const [pace, telegram] = [openPace(clock.now), budget(clock, telegramsLimits)];
        for (let next = 1; next <= 10_000; clock.pass(50))
          while (next <= 10_000 && pace.begin(`chat ${next}`, { bulk: true, calls: 1 })) telegram.spend(next++);
        expect((clock.now() - hour) / 60_000).to.be.within(6, 7.1);
      },
    ],
    [
      'T27',
      'who blocked the bot gets nothing more; a person who never pressed «Start» is told apart',
      async ({ became, telegram, bot, amina, room }) => {
        setBlocked(telegram, bot, amina, true);
        const blocked = await became(undefined, room);
        expect([blocked.isBlocked, blocked.update.details]).to.deep.equal([true, { reason: 'blocked' }]);
        const why = "Forbidden: bot can't initiate conversation with a user";
        expect(meaningOf({ refused: 403, why })).to.equal('never started');
      },
    ],
    [
      'T28',
      'a message to a group that has another number is told that number, and was not sent',
      async ({ became, telegram, amina, bot }) => {
        const group = people.makeGroup(telegram, amina, 'Study', [bot.user], 'group');
        const grown = people.migrate(telegram, group, amina);
        const moved = await became(undefined, group);
        expect([moved.update.state, moved.movedTo]).to.deep.equal(['pending', grown.chat.id]);
      },
    ],
    [
      'T29',
      'what changes nothing, and what is gone already, counts as done; a press is answered within seconds or not at all',
      async ({ say, telegram, bot, botApi, amina, room, clock }) => {
        await say({ text: 'Well?', buttons: [[{ text: 'Yes', data: 'y' }]] });
        expect((await say({ text: 'Well?', edit: 1, buttons: [[{ text: 'Yes', data: 'y' }]] })).outcome).to.deep.equal({
          done: 1,
        });
        expect((await say({ text: 'x', edit: 99 })).outcome).to.deep.equal({ done: 99 });
        const press = people.press(telegram, bot, room, amina, 1, 'y');
        clock.pass(16_000);
        const late = await openBot(bot.token, botApi.url).call(api => api.answerCallbackQuery(press));
        expect(typeof late === 'object' && 'refused' in late && meaningOf(late)).to.equal('done');
      },
    ],
    [
      'T30',
      'a token that is not accepted stops the bot and asks a person; a server in trouble is waited for',
      async ({ became, botApi }) => {
        const wrong = await sendToChat(openBot('1:none', botApi.url), 'u', { text: 'x' }, 7, String, () => hour);
        expect([wrong.update.state, wrong.isTokenWrong]).to.deep.equal(['pending', true]);
        const trouble = await became({ status: 502 });
        expect([trouble.update.state, trouble.restUntil]).to.deep.equal(['pending', hour + 5000]);
      },
    ],
    [
      'T31',
      'that somebody blocked the bot, and came back, is told without a message to her',
      ({ telegram, bot, amina }) => {
        for (const blocked of [true, false]) setBlocked(telegram, bot, amina, blocked);
        const told = bot.queue
          .waiting()
          .flatMap(update => toldBy(update as Update, { id: bot.user.id, username: 'rounds_bot' }));
        expect(told).to.deep.equal([true, false].map(blocked => ({ what: 'blocked', chat: amina.id, blocked })));
      },
    ],
  ];

describe('What Telegram lets through, by the numbers of the table in api/chats', () => {
  let ground: Ground;
  beforeEach(async () => {
    const clock = fakeClock(hour);
    const telegram = openTelegram(clock, 'none');
    const bot = addBot(telegram, 'rounds_bot');
    const botApi = await serveBots(telegram);
    const amina = people.addPerson(telegram, 'Amina');
    const room = people.openPrivate(telegram, bot, amina);
    const client = openBot(bot.token, botApi.url);
    ground = {
      ...{ clock, telegram, bot, botApi, amina, room },
      say: (said, to = room) => deliver(client, to.chat.id, said, async ms => clock.pass(ms)),
      became: async (fault, to = room) => {
        if (fault) botApi.faults.next = () => fault;
        return sendToChat(client, 'u', { text: 'Come at nine.' }, to.chat.id, String, clock.now);
      },
      standing: () => [...room.messages.values()].filter(({ from }) => from?.is_bot),
    };
  });
  afterEach(() => ground.botApi.close());

  for (const [number, promise, proof] of table) it(`${number}: ${promise}`, () => proof(ground));
});
