import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** How fast a bot may speak. */
export interface Rates {
  /** Calls a second over all chats. */
  overall: number;
  /** Of these, calls that are no answers: the rest stays for people who wait for one. */
  bulk: number;
  /** Calls a second into one chat, after a burst. */
  chat: number;
  burst: number;
  /** Calls into one group within any minute. */
  groupPerMinute: number;
}

/** A little below what Telegram says, so that two clocks that differ do no harm. */
export const telegramRates: Rates = { overall: 28, bulk: 24, chat: 0.95, burst: 3, groupPerMinute: 19 };

interface Bucket {
  left: number;
  at: Ms;
}

const filled = ({ left, at }: Bucket, size: number, perSecond: number, now: Ms): Bucket => ({
  left: Math.min(size, left + (Math.max(0, now - at) / 1000) * perSecond),
  at: now,
});

const minute: Ms = 60_000;

/** One budget for all calls of a bot. */
export interface Pace {
  /** Whether a call into a chat may begin now; if so it is counted. @param what.calls how many messages it takes */
  begin(address: Address, what: { bulk: boolean; calls: number; isGroup?: boolean }): boolean;
  /** Lets a chat rest; the second that must within some seconds lets all of them. */
  rest(address: Address, until: Ms): void;
  /** Chats that rest, and until when; `*` is all of them. */
  rests(): ReadonlyMap<Address | '*', Ms>;
}

/** Two chats that must rest within so many ms mean that the bot is too fast, not the chat. */
const together: Ms = 5000;

/** @param resting what rested when this process began */
export const openPace = (now: () => Ms, rates = telegramRates, resting: Iterable<readonly [string, Ms]> = []): Pace => {
  const chats = new Map<Address, Bucket>();
  /** When groups were called into, within the last minute. */
  const groups = new Map<Address, Ms[]>();
  let overall: Bucket = { left: rates.overall, at: now() };
  let bulk: Bucket = { left: rates.bulk, at: now() };
  const rests = new Map<Address | '*', Ms>(resting);
  let lastRest: { address: Address; at: Ms } | undefined;

  const isResting = (name: Address | '*'): boolean => {
    const until = rests.get(name);
    if (until !== undefined && until <= now()) rests.delete(name);
    return rests.has(name);
  };

  const inLastMinute = (address: Address, at: Ms): Ms[] =>
    (groups.get(address) ?? []).filter(called => at - called < minute);

  /** Chats whose budget is full again need not be remembered. */
  const forget = (): void => {
    if (groups.size > 1000)
      for (const name of groups.keys()) if (inLastMinute(name, now()).length === 0) groups.delete(name);
    if (chats.size < 10_000) return;
    const whole = (rates.burst / rates.chat) * 1000;
    for (const [address, { at }] of chats) if (now() - at > whole) chats.delete(address);
  };

  return {
    begin: (address, { bulk: isBulk, calls: wanted, isGroup = false }) => {
      if (isResting('*') || isResting(address)) return false;
      const at = now();
      // A text of more parts than a second has calls could else never begin.
      const calls = Math.min(wanted, rates.bulk);
      const chat = filled(chats.get(address) ?? { left: rates.burst, at }, rates.burst, rates.chat, at);
      overall = filled(overall, rates.overall, rates.overall, at);
      bulk = filled(bulk, rates.bulk, rates.bulk, at);
      // A text of several parts may begin when a burst of them may; the others wait between, and the chat after them.
      if (chat.left < Math.min(wanted, rates.burst) || overall.left < calls || (isBulk && bulk.left < calls))
        return false;
      if (isGroup) {
        const called = inLastMinute(address, at);
        if (called.length > 0 && called.length + wanted > rates.groupPerMinute) return false;
        groups.set(address, [...called, ...Array.from({ length: wanted }, () => at)]);
      }
      chats.set(address, { ...chat, left: chat.left - wanted });
      overall = { ...overall, left: overall.left - calls };
      if (isBulk) bulk = { ...bulk, left: bulk.left - calls };
      forget();
      return true;
    },
    rest: (address, until) => {
      rests.set(address, Math.max(until, rests.get(address) ?? 0));
      const isSecond = lastRest && lastRest.address !== address && now() - lastRest.at <= together;
      if (isSecond) rests.set('*', Math.max(until, rests.get('*') ?? 0));
      lastRest = { address, at: now() };
    },
    rests: () => rests,
  };
};
