import type { Settings } from '@rounds/config/settings/settings.ts';
import type { ChatBook } from '@rounds/ddocs/chats/book.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Update } from 'grammy/types';
import { rest } from '../messages/rest.ts';
import type { Log } from '../web/log.ts';
import type { BotWatch } from './bot-state.ts';
import type { RawUpdates } from './raw-updates.ts';
import type { OpenBot } from './receiving.ts';
import type { Taker } from './takers.ts';
import type { BotClient } from './telegram/client.ts';
import { introduce } from './telegram/introduce.ts';
import { listen } from './telegram/listen.ts';
import { bringUpdates, endOwnWebhook, pendingUpdates } from './telegram/webhook.ts';
import type { WorkOff } from './work-off.ts';

/** What hearing a bot takes. */
export interface HearingDesk {
  raw: RawUpdates;
  book: ChatBook;
  settings: { current: () => Settings };
  log: Log;
  takers: readonly Taker[];
  /** Bots that are known; one that is heard is added. */
  bots: Map<string, OpenBot>;
  working: WorkOff;
  watch: BotWatch;
  signal: AbortSignal;
}

/** How often it is looked for what a webhook took, how often Telegram is asked what it keeps, and how long after a failure. */
const [lookEvery, askEvery, pause]: Ms[] = [300, 60_000, 10_000] as const;

/** Tells whoever asks people things of an outage that is over. */
const heard = (desk: HearingDesk, bot: string): void => {
  const gap = desk.watch.heard();
  if (!gap) return;
  desk.log.warn({ bot, ...gap }, 'the bot heard nothing for so long that presses were lost');
  for (const taker of desk.takers)
    taker
      .woke?.({ bot, ...gap })
      .catch(err => desk.log.warn({ err, taker: taker.name }, 'open questions were not shown'));
};

/** Works off what a webhook of any process took, as long as this one has the turn. */
const takeBrought = async (desk: HearingDesk, bot: string): Promise<void> => {
  const { raw, working, signal } = desk;
  let underWay = new Set<number>();
  while (!signal.aborted) {
    const left = await raw.left(bot);
    const fresh = left.filter(({ update_id }) => !underWay.has(update_id));
    underWay = new Set(left.map(({ update_id }) => update_id));
    await working.take(bot, fresh);
    heard(desk, bot);
    await rest(lookEvery!, signal);
  }
};

/** Notes how much Telegram keeps for a bot, until the work is over. */
const watchPending = async ({ watch, signal }: HearingDesk, client: BotClient): Promise<void> => {
  while (!signal.aborted) {
    const pending = await pendingUpdates(client);
    if (pending !== undefined) watch.note({ pending });
    await rest(askEvery!, signal);
  }
};

const byWebhook = async (desk: HearingDesk, bot: string, client: BotClient, root: string): Promise<void> => {
  const { book, watch, log, signal } = desk;
  while (!signal.aborted) {
    const why = await bringUpdates(client, root, bot, book.webhookSecret(bot));
    if (why === undefined) return takeBrought(desk, bot);
    log.warn({ bot, why }, 'the webhook could not be set; it is tried again');
    watch.deaf(why);
    await rest(pause!, signal);
  }
};

const byPoll = async (desk: HearingDesk, bot: string, client: BotClient): Promise<void> => {
  const { raw, working, watch, log, signal } = desk;
  await endOwnWebhook(client, bot);
  await working.take(bot, await raw.left(bot));
  const taken = async (updates: readonly Update[]): Promise<void> => {
    await raw.keep(bot, updates);
    await working.take(bot, updates);
  };
  await listen({ ...{ bot, client, log, signal, taken }, heard: () => heard(desk, bot), deaf: watch.deaf });
};

/** Hears a bot, once it is known how it is called: updates are asked for, or brought where the settings say so. */
export const hear = async (desk: HearingDesk, bot: string, client: BotClient): Promise<void> => {
  const { settings, log, bots, watch, signal } = desk;
  let told = '';
  const by = await introduce(client, signal, why => {
    watch.deaf(why);
    // Said once for each reason: it is asked again and again as long as nobody answers.
    if (why !== told) log.warn({ bot, why }, 'it is not known how the bot is called');
    told = why;
  });
  if (!by) return;
  bots.set(bot, { ...by, client });
  const root = settings.current().telegram?.webhook;
  watch.note({ username: by.username, hearsAll: by.hearsAll, by: root ? 'webhook' : 'poll' });
  const hearing = root ? byWebhook(desk, bot, client, root) : byPoll(desk, bot, client);
  await Promise.all([hearing, watchPending(desk, client)]);
};
