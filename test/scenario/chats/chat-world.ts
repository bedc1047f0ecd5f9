import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type Clock, realClock } from '../../../scripts/telegram/bot-api/clock.ts';
import type { Limits } from '../../../scripts/telegram/bot-api/limits.ts';
import * as people from '../../../scripts/telegram/bot-api/people.ts';
import { type BotApi, serveBots } from '../../../scripts/telegram/bot-api/server.ts';
import type { User } from '../../../scripts/telegram/bot-api/shapes.ts';
import { addBot, type Bot, openTelegram, type Telegram } from '../../../scripts/telegram/bot-api/telegram.ts';
import { until, type World, type WorldOptions, world } from '../../world.ts';

/** A Rounds whose bot is on a Telegram of the test's own. */
export interface ChatWorld extends World {
  telegram: Telegram;
  bot: Bot;
  botApi: BotApi;
  /** Texts that the bot said to somebody, oldest first. */
  saidTo(person: User): string[];
  /** Somebody writes to the bot. */
  write(person: User, text: string): void;
  /** Waits until the bot has said to somebody what fits. */
  hears(person: User, words: RegExp): Promise<string>;
  /** Resolves when all that was written to the bot so far is worked off. */
  workedOff(): Promise<void>;
  /** Reports that came by the chat, oldest first. */
  chatReports(): Promise<Report[]>;
}

/** @param options of the world; `limits` of Telegram, which are its own when not given, and its clock */
export const chatWorld = async ({
  limits,
  clock = realClock,
  ...options
}: WorldOptions & { limits?: Limits | 'none'; clock?: Clock } = {}): Promise<ChatWorld> => {
  const telegram = openTelegram(clock, limits);
  const bot = addBot(telegram, 'rounds_bot');
  const botApi = await serveBots(telegram);
  const env = {
    TELEGRAM_TOKEN: bot.token,
    TELEGRAM_API_ROOT: botApi.url,
    VAULT_KEY: 'a key for the test',
    ...options.env,
  };
  const rounds = await world({ ...options, env });
  const room = (person: User) => people.openPrivate(telegram, bot, person);
  const saidTo = (person: User): string[] =>
    [...room(person).messages.values()].filter(({ from }) => from?.id === bot.user.id).map(({ text }) => text ?? '');
  return {
    ...rounds,
    telegram,
    bot,
    botApi,
    saidTo,
    write: (person, text) => void people.write(telegram, room(person), person, text),
    hears: (person, words) =>
      until(`the bot said ${words}; it said ${JSON.stringify(saidTo(person))}`, () =>
        saidTo(person).find(text => words.test(text)),
      ),
    workedOff: async () => {
      const kept = rounds.store(`${rounds.databases.main}-chats-${new Date().toISOString().slice(0, 10)}`);
      await until('all is worked off', async () => {
        // The bot says that it has an update once that is on disk, where it is called new until it is worked off.
        if (bot.queue.waiting().length > 0) return false;
        return (await kept.range({ from: 'new:', to: 'new:\ufff0', limit: 1 })).length === 0;
      });
    },
    chatReports: async () => {
      const docs = await rounds.store().range<Report>({ from: '', to: '\ufff0', limit: 100_000 });
      return docs
        .filter(({ from }) => String(from).startsWith('chat:'))
        .sort((a, b) => (a.reported_date ?? 0) - (b.reported_date ?? 0));
    },
    close: async () => {
      await rounds.close();
      await botApi.close();
    },
  };
};
