import type { Clock } from './clock.ts';
import type { Update } from './shapes.ts';
import type { UpdateQueue } from './updates.ts';

/** Where a bot wants its updates. */
export interface Webhook {
  url: string;
  secret_token?: string;
  max_connections?: number;
}

/** What happened to the deliveries, for `getWebhookInfo`. */
export interface Delivery {
  last_error_date?: number;
  last_error_message?: string;
}

/**
 * Which line an update stands in: messages by chat, presses by person. Within a line one goes after another, lines go
 * side by side, so that «wrote, then pressed» may arrive turned round.
 */
const lineOf = (update: Update): string => {
  const [kind = '', content] = Object.entries(update).find(([key]) => key !== 'update_id') ?? [];
  const { chat, from, user } = content as { chat?: { id: number }; from?: { id: number }; user?: { id: number } };
  if (kind.endsWith('message') || kind.endsWith('post')) return `message ${chat?.id}`;
  return `${kind} ${from?.id ?? user?.id ?? chat?.id}`;
};

const longestPause = 60;

/** How long to wait before the next try, in seconds. */
const pauseAfter = (tries: number, response: Response | undefined): number => {
  const asked = Number(response?.headers.get('retry-after'));
  return asked > 0 ? Math.min(asked, 3600) : Math.min(2 ** (tries - 1), longestPause);
};

/**
 * Hands updates to a webhook until it is taken away: any answer but 2xx is tried again, at once, then after longer and
 * longer pauses, until the update's life ends.
 */
export const deliver = (clock: Clock, queue: UpdateQueue, { url, secret_token }: Webhook) => {
  const delivery: Delivery = {};
  const busy = new Set<string>();
  let ended = false;

  const post = async (update: Update): Promise<Response | undefined> => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret_token ? { 'x-telegram-bot-api-secret-token': secret_token } : {}),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.timeout(60_000),
      });
      await response.arrayBuffer();
      if (!response.ok) delivery.last_error_message = `Wrong response from the webhook: ${response.status}`;
      return response;
    } catch (error) {
      delivery.last_error_message = (error as Error).message;
      return undefined;
    }
  };

  const attempt = async (line: string, update: Update, tries: number): Promise<void> => {
    const response = await post(update);
    if (ended) return;
    if (response?.ok) queue.confirm(update.update_id);
    else delivery.last_error_date = Math.floor(clock.now() / 1000);
    const stillThere = queue.waiting().some(({ update_id }) => update_id === update.update_id);
    if (response?.ok || !stillThere) {
      busy.delete(line);
      return look();
    }
    clock.after(pauseAfter(tries, response) * 1000, () => void attempt(line, update, tries + 1));
  };

  const look = (): void => {
    if (ended) return;
    for (const update of queue.waiting()) {
      const line = lineOf(update);
      if (busy.has(line)) continue;
      busy.add(line);
      void attempt(line, update, 1);
    }
  };

  queue.hand(look);
  look();
  return {
    delivery,
    end: (): void => {
      ended = true;
      queue.hand(undefined);
    },
  };
};
