import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Update } from 'grammy/types';
import { rest } from '../../messages/rest.ts';
import type { Log } from '../../web/log.ts';
import { allowedUpdates } from './allowed-updates.ts';
import { type BotClient, isRefused } from './client.ts';

/** What hearing takes. */
export interface Hearing {
  bot: string;
  client: BotClient;
  log: Log;
  signal: AbortSignal;
  /** Writes updates down and works them off. When it has answered, Telegram may forget them. */
  taken: (updates: readonly Update[]) => Promise<void>;
  /** Told of every poll that was answered. */
  heard: () => void;
  /** Told why it hears nothing, and of the status of a refusal. */
  deaf: (why: string, refused?: number) => void;
}

/** How long a poll waits for something to happen, in seconds; the call itself may take a little longer. */
const pollSeconds = 25;

/** Pauses after polls that failed, in ms: longer and longer. */
const pauses: readonly Ms[] = [500, 1000, 2000, 5000, 10_000, 30_000];

/** Whether something is an update that can be confirmed, whatever else stands in it. */
const isNumbered = (update: Update | null): boolean => Number.isSafeInteger(update?.update_id);

/** What a refused poll means. */
const complaintOf = (status: number): string => {
  if (status === 409)
    return 'somebody else asks for the updates of this bot, or a webhook is set: one of the two hears nothing';
  if (status === 401 || status === 404) return 'the token of the bot is not accepted; store the right one';
  return 'the Bot API does not answer as it should';
};

/**
 * Hears a bot by long polls, until it is called off. Updates are written down before the next poll tells Telegram that
 * we have them: a crash in between makes them come again, which changes nothing.
 */
export const listen = async ({ bot, client, log, signal, taken, heard, deaf }: Hearing): Promise<void> => {
  let offset = 0;
  let failures = 0;
  let complained = '';
  while (!signal.aborted) {
    const outcome = await client.call(
      (api, off) => api.getUpdates({ offset, limit: 100, timeout: pollSeconds, allowed_updates: allowedUpdates }, off),
      signal,
    );
    if (signal.aborted) return;
    if (typeof outcome === 'string' || isRefused(outcome)) {
      const why = typeof outcome === 'string' ? 'the Bot API cannot be reached' : complaintOf(outcome.refused);
      if (why !== complained) log.warn({ bot, why }, 'the bot hears nothing');
      complained = why;
      deaf(why, isRefused(outcome) ? outcome.refused : undefined);
      const asked = isRefused(outcome) ? (outcome.retryAfter ?? 0) * 1000 : 0;
      await rest(Math.max(asked, pauses[Math.min(failures++, pauses.length - 1)]!), signal);
      continue;
    }
    if (complained) log.info({ bot }, 'the bot hears again');
    [failures, complained] = [0, ''];
    heard();
    const updates = (Array.isArray(outcome.done) ? outcome.done : []).filter(isNumbered);
    if (updates.length === 0) {
      // Nothing that could be confirmed: an empty answer came after its time, any other is not asked for at once again.
      if (outcome.done.length !== 0) await rest(pauses[0]!, signal);
      continue;
    }
    await taken(updates);
    offset = Math.max(...updates.map(({ update_id }) => update_id)) + 1;
  }
};
