import { buildServer } from '@rounds/api/server.ts';
import { log as makeLog } from '@rounds/api/web/log.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type EventDoc, isEvent } from '@rounds/ddocs/events/event.ts';
import { isPost, type Post } from '@rounds/ddocs/events/post.ts';
import type { ReviewDoc } from '@rounds/ddocs/review/review.ts';
import { DateTime } from 'luxon';
import { realClock } from '../../../scripts/telegram/bot-api/clock.ts';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { type BotApi, serveBots } from '../../../scripts/telegram/bot-api/server.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import {
  addBot,
  type Bot,
  openTelegram,
  type Room,
  type Telegram,
} from '../../../scripts/telegram/bot-api/telegram.ts';
import { until, type World, type WorldOptions, world } from '../../world.ts';

/** An answer of the api. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  text: string;
  headers: Headers;
}

/** A conference whose people write in a group of Telegram; the clock of its api can be put forward. */
export interface EventWorld extends World {
  telegram: Telegram;
  bot: Bot;
  room: Room;
  ana: User;
  lena: User;
  /** Asks the api, as administrator unless `as` says otherwise; null for a stranger. */
  ask(path: string, body?: object, more?: { method?: string; as?: string | null }): Promise<Answer>;
  /** Puts the clock of the api forward to so many ms from now. */
  forward(ms: Ms): void;
  clock(): Ms;
  /** What the bot said in the group, oldest first. */
  saidInGroup(): string[];
  events(): Promise<EventDoc[]>;
  posts(): Promise<Post[]>;
  reviews(state?: string): Promise<ReviewDoc[]>;
  /** Waits until a post with these words was judged. */
  judged(words: string): Promise<Post>;
  /**
   * So many minutes from when the world began, as somebody writes it who wants to be understood: `2026-03-01 2:05pm`. The
   * same whenever it is asked.
   */
  timeIn(minutes: number): string;
  /** The same as an event has it. */
  startIn(minutes: number): string;
}

const docs: Contact[] = [
  { _id: 'district', type: 'district_hospital', name: 'District' },
  { _id: 'lena', type: 'person', name: 'Lena', parent: { _id: 'district' } },
];

const day = (at: Ms): string => new Date(at).toISOString().slice(0, 10);

/** The venue of the tests: its clock is UTC, and it is open all day. */
export const venue = (from: Ms) => ({
  ...{ code: 'testcon', name: 'TestCon', tz: 'UTC', opens: '00:00', closes: '23:59', public: true },
  days: [0, 1, 2].map(ahead => day(from + ahead * 86_400_000)),
  rooms: [{ id: 'b112' }, { id: 'b113', name: 'Hall B113' }, { id: 'b114' }, { id: '14', aliases: ['the attic'] }],
});

/** @param events what the programme says of events beside its venue */
export const eventWorld = async (events: object = {}, options: WorldOptions = {}): Promise<EventWorld> => {
  const telegram = openTelegram(realClock, 'none');
  const bot = addBot(telegram, 'rounds_bot');
  bot.user.can_read_all_group_messages = true;
  const botApi: BotApi = await serveBots(telegram);
  const env = { VAULT_KEY: 'a key for the test', ...options.env };
  const rounds = await world({
    ...options,
    ...{ docs: [...docs, ...(options.docs ?? [])], api: false, env },
    settings: settings => ({
      ...settings,
      telegram: { bots: ['bot'], group_type: 'study_group', groups_under: 'district' },
      events: { venue: venue(Date.now()), listen: { groups: 'all' }, ...events },
      ...options.settings?.(settings),
    }),
  });
  let ahead: Ms = 0;
  const begun = Math.floor(Date.now() / 60_000) * 60_000;
  const startIn = (minutes: number): string => new Date(begun + minutes * 60_000).toISOString();
  const clock = (): Ms => Date.now() + ahead;
  const app = await buildServer({
    ...{ couchUrl: rounds.couchUrl, databases: rounds.databases, vaultSecret: env.VAULT_KEY, now: clock },
    log: makeLog(process.env.ROUNDS_TEST_LOG ? 'info' : 'silent'),
    telegram: { token: bot.token, apiRoot: botApi.url },
    outboundHosts: new Set(['127.0.0.1']),
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { username, password } = new URL(rounds.couchUrl);
  const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
  const admin = basic(decodeURIComponent(username), decodeURIComponent(password));

  const ask: EventWorld['ask'] = async (path, body, { method, as } = {}) => {
    const authorization: Record<string, string> =
      as === null ? {} : { authorization: as ? basic(as, 'Blue-Kettle-41') : admin };
    const response = await fetch(url + path, {
      method: method ?? (body ? 'POST' : 'GET'),
      headers: { accept: 'application/json', 'content-type': 'application/json', ...authorization },
      ...(body || method === 'PUT' ? { body: JSON.stringify(body ?? {}) } : method === 'DELETE' ? { body: '{}' } : {}),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    return { status: response.status, text, body: isJson && text ? JSON.parse(text) : text, headers: response.headers };
  };
  const all = <T extends Doc>(from: string): Promise<T[]> =>
    rounds.store().range<T>({ from, to: `${from}\ufff0`, limit: 10_000 });

  const lena = people.addPerson(telegram, 'Lena');
  const ana = people.addPerson(telegram, 'Ana');
  let room = undefined as unknown as Room;
  const saidInGroup = () =>
    [...room.messages.values()].filter(({ from }) => from?.id === bot.user.id).map(({ text }) => text ?? '');
  const posts = async () => (await all<Post>('')).filter(isPost) as Post[];

  const made: EventWorld = {
    ...rounds,
    ...{ telegram, bot, ana, lena, ask, clock, posts, saidInGroup },
    get room() {
      return room;
    },
    forward: ms => {
      ahead = ms;
    },
    events: async () => (await all<EventDoc>('event:')).filter(isEvent),
    reviews: async (state = 'open') => (await all<ReviewDoc>('review:')).filter(review => review.state === state),
    judged: words =>
      until(`"${words}" was judged`, async () =>
        (await posts()).find(
          ({ post, sms_message }) =>
            String(sms_message?.message).includes(words) &&
            post?.reading?.text === sms_message?.message &&
            post?.outcome,
        ),
      ),
    apiUrl: url,
    startIn,
    timeIn: minutes => DateTime.fromISO(startIn(minutes), { zone: 'UTC' }).toFormat('yyyy-MM-dd h:mma').toLowerCase(),
    close: async () => {
      await app.close();
      await rounds.close();
      await botApi.close();
    },
  };
  try {
    const name = rounds.userName('lena');
    await ask('/api/v1/users', {
      ...{ username: name, password: 'Blue-Kettle-41', password_change_required: false },
      ...{ roles: ['program_officer'], place: 'district', contact: 'lena' },
    });
    const { body } = await ask('/api/v1/chats/link-codes', {}, { as: name });
    people.start(telegram, bot, lena, body.code);
    const priv = people.openPrivate(telegram, bot, lena);
    await until('the chat is linked', () =>
      [...priv.messages.values()].some(({ text }) => /Thank you/.test(text ?? '')),
    );
    room = people.makeGroup(telegram, lena, 'Open spaces', [bot.user, ana]);
    await until('the group is a place', async () =>
      (await all<Contact>('')).some(({ name: title }) => title === 'Open spaces'),
    );
    return made;
  } catch (error) {
    await made.close().catch(() => undefined);
    throw error;
  }
};
