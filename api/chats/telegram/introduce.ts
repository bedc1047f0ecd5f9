import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { rest } from '../../messages/rest.ts';
import { type BotClient, isRefused } from './client.ts';
import type { BotName } from './said.ts';

/** How long to wait before the Bot API is asked again who a bot is. */
const pause: Ms = 5000;

/**
 * Asks until it is known how a bot is called, and what it hears in groups; null when that was called off.
 * @param refused told why it is not known yet
 */
export const introduce = async (
  client: BotClient,
  signal: AbortSignal,
  refused: (why: string) => void,
): Promise<(BotName & { hearsAll: boolean }) | null> => {
  while (!signal.aborted) {
    const outcome = await client.call((api, off) => api.getMe(off), signal);
    if (typeof outcome === 'object' && 'done' in outcome) {
      const { id, username = '', can_read_all_group_messages: hearsAll } = outcome.done;
      return { id, username, hearsAll };
    }
    if (signal.aborted) return null;
    refused(isRefused(outcome) ? outcome.why : 'the Bot API cannot be reached');
    await rest(pause, signal);
  }
  return null;
};
