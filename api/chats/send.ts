import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { StateUpdate } from '../messages/outgoing.ts';
import { type BotClient, isRefused, type Outcome } from './telegram/client.ts';
import { splitText } from './telegram/split.ts';
import type { ChatMessage } from './waiting.ts';

/** What came of sending a message. */
export interface SendResult {
  update: StateUpdate;
  /** The chat rests until then. */
  restUntil?: Ms;
  /** The person takes nothing more from the bot. */
  isBlocked?: boolean;
  /** Nothing can be sent at all: the network is away, or the token is wrong. */
  stop?: string;
}

/** Words of the Bot API by which a person who is not to be had any more is told. */
const blocked = /bot was blocked by the user|user is deactivated/i;

/** How long a chat rests whose group moved, or that was not reached: it is tried again then. */
const shortRest: Ms = 5000;

/**
 * What a refusal means for the message, the chat and the bot: 429 lets the chat rest, 401 and 404 end the sending, a
 * person who blocked the bot gets nothing more, anything else is the message's own fault.
 */
const afterRefusal = (id: string, outcome: Outcome<unknown>, now: Ms): SendResult => {
  if (!isRefused(outcome)) throw new TypeError('only a refusal has consequences');
  const { refused, why, retryAfter } = outcome;
  const pending: StateUpdate = { id, state: 'pending' };
  if (refused === 429) return { update: pending, restUntil: now + (retryAfter ?? 5) * 1000 };
  if (refused === 401 || refused === 404) return { update: pending, stop: why };
  if (refused >= 500) return { update: pending, restUntil: now + shortRest };
  const failed = (reason: string): StateUpdate => ({ id, state: 'failed', details: { reason } });
  if (refused === 403 && blocked.test(why)) return { update: failed('blocked'), isBlocked: true };
  return { update: failed(why) };
};

/** Says why a message is in doubt: some words of Telegram's answer never came. */
const answerLost = 'answer lost';

const sendParts = async (client: BotClient, chat: number, text: string): Promise<[Outcome<number>, number]> => {
  let [outcome, sent]: [Outcome<number>, number] = ['unsent', 0];
  for (const part of splitText(text)) {
    outcome = await client.call(async api => (await api.sendMessage(chat, part)).message_id);
    if (typeof outcome === 'string' || isRefused(outcome)) break;
    sent += 1;
  }
  return [outcome, sent];
};

/**
 * Sends one message. What is not known to have failed is never sent again by itself: a message whose answer was lost,
 * or of which a part stands there already, is `failed` with that reason, for a person to decide.
 * @param referenceOf the reference under which the message is known from now on
 */
export const sendToChat = async (
  client: BotClient,
  { uuid: id, text }: ChatMessage,
  chat: number,
  referenceOf: (message: number) => string,
  now: () => Ms,
): Promise<SendResult> => {
  const [outcome, sent] = await sendParts(client, chat, text);
  if (typeof outcome === 'object' && 'done' in outcome)
    return { update: { id, state: 'sent', gatewayRef: referenceOf(outcome.done) } };
  if (sent > 0) return { update: { id, state: 'failed', details: { reason: 'only a part was sent' } } };
  if (outcome === 'unknown') return { update: { id, state: 'failed', details: { reason: answerLost } } };
  if (outcome === 'unsent') return { update: { id, state: 'pending' }, stop: 'nobody answers' };
  return afterRefusal(id, outcome, now());
};

/** What becomes of messages that were under way when the process that sent them ended. */
export const inDoubt = (ids: readonly string[]): StateUpdate[] =>
  ids.map(id => ({ id, state: 'failed', details: { reason: answerLost } }));

/** What becomes of a message of a document that sends none. */
export const deniedMessage = (id: string): StateUpdate => ({
  id,
  state: 'denied',
  details: { reason: 'not a message of this programme' },
});

/** What becomes of a message to an address of which the vault knows nobody. */
export const nobodyThere = (id: string): StateUpdate => ({
  id,
  state: 'failed',
  details: { reason: 'the chat is not known' },
});
