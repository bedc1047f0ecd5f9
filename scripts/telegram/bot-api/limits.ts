import type { Clock } from './clock.ts';
import { tooMany } from './refusal.ts';

/** How much is let through. Telegram publishes them as a rule of thumb; here they are exact. */
export interface Limits {
  /** Calls into one chat: so many a second, after a burst. */
  chat: { perSecond: number; burst: number };
  /** Calls into one group within any minute. */
  groupPerMinute: number;
  /** Calls into all chats in a second. */
  overallPerSecond: number;
}

/** What Telegram's FAQ tells: 1 a second in a chat, 20 a minute in a group, 30 a second in all. */
export const telegramsLimits: Limits = { chat: { perSecond: 1, burst: 3 }, groupPerMinute: 20, overallPerSecond: 30 };

interface Bucket {
  left: number;
  at: number;
}

/** How long until a bucket gives one more, in seconds; 0 takes one out of it. */
const take = (bucket: Bucket, now: number, size: number, perSecond: number): number => {
  bucket.left = Math.min(size, bucket.left + ((now - bucket.at) / 1000) * perSecond);
  bucket.at = now;
  if (bucket.left < 1 - 1e-9) return (1 - bucket.left) / perSecond;
  bucket.left -= 1;
  return 0;
};

/** How long until a group takes one more, in seconds; 0 counts it. */
const takeInMinute = (times: number[], now: number, size: number): number => {
  while (times.length > 0 && times[0]! <= now - 60_000) times.shift();
  if (times.length >= size) return (times[0]! + 60_000 - now) / 1000;
  times.push(now);
  return 0;
};

/** The budgets of one bot. */
export interface Budget {
  /** Counts a call into a chat. @throws Refusal 429 when it is too soon */
  spend(chatId: number): void;
  /** Refuses every call into a chat for some seconds from now, as a flood wait does. */
  rest(chatId: number, seconds: number): void;
}

/**
 * Counts calls. A chat that said 429 rests; a call within the rest makes the rest longer by half again, because that is
 * what turns seconds into hours on the real server.
 */
export const budget = (clock: Clock, limits: Limits): Budget => {
  const chats = new Map<number, Bucket>();
  const minutes = new Map<number, number[]>();
  const overall: Bucket = { left: limits.overallPerSecond, at: clock.now() };
  const rests = new Map<number, number>();

  const rest = (chatId: number, seconds: number): void => void rests.set(chatId, clock.now() + seconds * 1000);

  const refuseWhileResting = (chatId: number): void => {
    const left = ((rests.get(chatId) ?? 0) - clock.now()) / 1000;
    if (left <= 0) return;
    rest(chatId, left * 1.5);
    throw tooMany(left * 1.5);
  };

  return {
    rest,
    spend: chatId => {
      refuseWhileResting(chatId);
      const now = clock.now();
      const bucket = chats.get(chatId) ?? { left: limits.chat.burst, at: now };
      chats.set(chatId, bucket);
      const minute = minutes.get(chatId) ?? [];
      minutes.set(chatId, minute);
      const wait =
        take(bucket, now, limits.chat.burst, limits.chat.perSecond) ||
        (chatId < 0 && takeInMinute(minute, now, limits.groupPerMinute)) ||
        take(overall, now, limits.overallPerSecond, limits.overallPerSecond);
      if (!wait) return;
      rest(chatId, wait);
      throw tooMany(wait);
    },
  };
};
