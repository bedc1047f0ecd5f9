import type { Refused } from './client.ts';

/**
 * What a refusal means for the chat.
 *
 * | means | what follows |
 * |---|---|
 * | `rest` | the chat takes nothing for a while |
 * | `stop` | nothing can be sent: the token is not accepted |
 * | `trouble` | the Bot API itself is in trouble: tried again soon |
 * | `blocked` | the person takes nothing more |
 * | `closed` | the bot is in the group no more, or the group is gone |
 * | `never started` | the person never opened the chat: an invite is needed |
 * | `moved` | the group has another number |
 * | `done` | nothing is left to be done |
 * | `faulty` | the message's own fault |
 */
export type Meaning =
  | 'rest'
  | 'stop'
  | 'trouble'
  | 'blocked'
  | 'closed'
  | 'never started'
  | 'moved'
  | 'done'
  | 'faulty';

/** By status and words, the first that fits. */
const meanings: readonly (readonly [status: number, words: RegExp, means: Meaning])[] = [
  [429, /(?:)/, 'rest'],
  [401, /(?:)/, 'stop'],
  [404, /(?:)/, 'stop'],
  [403, /bot was blocked by the user|user is deactivated/i, 'blocked'],
  [403, /kicked from the|not a member of the|chat was deleted/i, 'closed'],
  [403, /can't initiate conversation/i, 'never started'],
  [400, /group chat was upgraded to a supergroup/i, 'moved'],
  [400, /message is not modified|query is too old|query id is invalid|message to (edit|delete) not found/i, 'done'],
];

/** What a refused call means. */
export const meaningOf = ({ refused, why }: Refused): Meaning => {
  if (refused >= 500) return 'trouble';
  return meanings.find(([status, words]) => status === refused && words.test(why))?.[2] ?? 'faulty';
};

/** Whether nothing is left to be done about a refused call. */
export const isHarmless = (refusal: Refused): boolean => meaningOf(refusal) === 'done';
