import { allowedUpdates } from './allowed-updates.ts';
import { type BotClient, isRefused, type Outcome } from './client.ts';

/** Path under which Telegram brings the updates of a bot. */
export const webhookPath = (bot: string): string => `/api/v1/chats/telegram/${bot}`;

/** Connections that Telegram may open at once. */
const most = 40;

const isDone = (outcome: Outcome<unknown>): boolean => typeof outcome === 'object' && 'done' in outcome;

/** Why a call did not come to its end; undefined where it did. */
export const whyNot = (outcome: Outcome<unknown>): string | undefined => {
  if (isDone(outcome)) return undefined;
  return isRefused(outcome) ? outcome.why : 'the Bot API cannot be reached';
};

/** Has updates brought to this Rounds. @param root of its address @returns why not; undefined when it is so */
export const bringUpdates = async (
  client: BotClient,
  root: string,
  bot: string,
  secret: string,
): Promise<string | undefined> =>
  whyNot(
    await client.call(api =>
      api.setWebhook(root.replace(/\/+$/, '') + webhookPath(bot), {
        secret_token: secret,
        max_connections: most,
        allowed_updates: allowedUpdates,
      }),
    ),
  );

/**
 * Ends a webhook that was ours, so that updates can be asked for. One of somebody else is left: he would hear nothing any
 * more.
 */
export const endOwnWebhook = async (client: BotClient, bot: string): Promise<void> => {
  const outcome = await client.call(api => api.getWebhookInfo());
  if (typeof outcome === 'string' || isRefused(outcome)) return;
  if (outcome.done.url?.endsWith(webhookPath(bot))) await client.call(api => api.deleteWebhook());
};

/** Updates that Telegram keeps for a bot; undefined where it does not tell. */
export const pendingUpdates = async (client: BotClient): Promise<number | undefined> => {
  const outcome = await client.call(api => api.getWebhookInfo());
  return typeof outcome === 'string' || isRefused(outcome) ? undefined : outcome.done.pending_update_count;
};
