import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { campaignStopped } from '@rounds/sentinel/campaigns/clear.ts';
import type { Silence } from '@rounds/sentinel/schedule/silence-of.ts';
import type { StateUpdate } from '../messages/outgoing.ts';
import { type BotClient, isRefused, type Refused } from './telegram/client.ts';
import { type Delivery, deliver } from './telegram/deliver.ts';
import { meaningOf } from './telegram/refusals.ts';
import type { ChatMessage } from './waiting.ts';

/** What came of sending a message. */
export interface SendResult {
  update: StateUpdate;
  /** The chat rests until then. */
  restUntil?: Ms;
  /** The chat takes nothing more from the bot: the person blocked it, or it is out of the group. */
  isBlocked?: boolean;
  /** The group has this number now, and the message was not sent yet. */
  movedTo?: number;
  /** Nothing can be sent at all: the network is away, or the token is wrong. */
  stop?: string;
  /** Set where the token is not accepted: a person must store the right one. */
  isTokenWrong?: true;
}

/** How long a chat rests that was not reached: it is tried again then. */
const shortRest: Ms = 5000;

/** What a refusal means for the message, the chat and the bot. */
const afterRefusal = (id: string, refusal: Refused, now: Ms): SendResult => {
  const { why, retryAfter, movedTo } = refusal;
  const pending: StateUpdate = { id, state: 'pending' };
  const failed = (reason: string): SendResult => ({ update: { id, state: 'failed', details: { reason } } });
  const meaning = meaningOf(refusal);
  if (meaning === 'rest') return { update: pending, restUntil: now + (retryAfter ?? 5) * 1000 };
  if (meaning === 'stop') return { update: pending, stop: why, isTokenWrong: true };
  if (meaning === 'trouble') return { update: pending, restUntil: now + shortRest };
  if (meaning === 'blocked') return { ...failed('blocked'), isBlocked: true };
  if (meaning === 'closed') return { ...failed('left'), isBlocked: true };
  if (meaning === 'never started') return failed('never started');
  if (meaning === 'moved' && movedTo !== undefined) return { update: pending, movedTo };
  return failed(why);
};

/** Says why a message is in doubt: some words of Telegram's answer never came. */
export const answerLost = 'answer lost';

/**
 * Sends one message. What is not known to have failed is never sent again by itself: a message whose answer was lost,
 * or of which a part stands there already, is `failed` with that reason, for a person to decide.
 * @param id its uuid
 * @param referenceOf the reference under which the message is known from now on
 */
export const sendToChat = async (
  client: BotClient,
  id: string,
  said: Delivery,
  chat: number,
  referenceOf: (message: number) => string,
  now: () => Ms,
): Promise<SendResult> => {
  // It would only have changed buttons of a message that never was.
  if (said.text === '' && said.edit === undefined && !said.files?.length)
    return { update: { id, state: 'cleared', details: { reason: 'nothing to change' } } };
  const { outcome, parts } = await deliver(client, chat, said);
  if (typeof outcome === 'object' && 'done' in outcome)
    return { update: { id, state: 'sent', gatewayRef: referenceOf(outcome.done) } };
  if (parts > 0) return { update: { id, state: 'failed', details: { reason: 'only a part was sent' } } };
  if (outcome === 'unknown') return { update: { id, state: 'failed', details: { reason: answerLost } } };
  if (outcome === 'unsent') return { update: { id, state: 'pending' }, stop: 'nobody answers' };
  if (!isRefused(outcome)) throw new TypeError('a call was neither done, refused nor lost');
  return afterRefusal(id, outcome, now());
};

/** What came of a message that could not be made: what it brings is not there. */
export const notMade = (id: string, { message: reason }: Error): SendResult => ({
  update: { id, state: 'failed', details: { reason } },
});

/** What becomes of messages that were under way when the process that sent them ended. */
export const inDoubt = (ids: readonly string[]): StateUpdate[] =>
  ids.map(id => ({ id, state: 'failed', details: { reason: answerLost } }));

/** What becomes of a message of a document that sends none. */
export const deniedMessage = (id: string): StateUpdate => ({
  id,
  state: 'denied',
  details: { reason: 'not a message of this programme' },
});

/** What becomes of a message whose time is over. */
export const overdueMessage = (id: string): StateUpdate => ({ id, state: 'cleared', details: { reason: 'too late' } });

/** What becomes of a message to an address of which the vault knows nobody. */
export const nobodyThere = (id: string): StateUpdate => ({
  id,
  state: 'failed',
  details: { reason: 'the chat is not known' },
});

/** What becomes of a message of a campaign that was stopped. */
export const stoppedMessage = (id: string): StateUpdate => ({
  id,
  state: 'cleared',
  details: { reason: campaignStopped },
});

/** What becomes of a message that somebody is not to get. What a colleague typed is refused visibly, all else is silenced. */
export const silencedMessage = ({ uuid, class: kind }: ChatMessage, reason: Silence): StateUpdate => ({
  id: uuid,
  state: kind === 'typed' ? 'denied' : reason === 'blocked' ? 'failed' : 'muted',
  details: { reason },
});
