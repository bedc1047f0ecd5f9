import type { ServerResponse } from 'node:http';
import { badRequest } from '../http/error.ts';
import type { Query } from '../http/query.ts';

/** How long a live feed lasts, and how it shows that it is alive. */
export interface Patience {
  /** Milliseconds between signs of life, or null for none. */
  heartbeat: number | null;
  /** Milliseconds that it waits for the next change; endless with a heartbeat. */
  timeout: number;
}

/** What a live feed follows. */
export interface Followed {
  /** Tells the listener whenever there may be something new. @returns what ends it */
  follow(listener: () => void): () => void;
  isClosed(): boolean;
}

/** Where a live feed goes. */
export interface Reader {
  response: ServerResponse;
  /** What ends each feed that is open, for the server when it stops. */
  feeds: Set<() => void>;
  /** The sign of life. */
  beat: string;
}

/** What a step of a live feed says of itself. */
export interface Step {
  /** The reader has all that he wanted. */
  done?: boolean;
  /** There is more already. */
  more?: boolean;
  /** Something was told: the wait begins anew. */
  told?: boolean;
}

const MINUTE = 60_000;
/** A timer of Node that is to wait longer does not wait at all. */
const LONGEST = 2 ** 31 - 1;

/** The kinds of feed there are. */
export const FEEDS = ['normal', 'longpoll', 'continuous', 'eventsource'] as const;
export type Feed = (typeof FEEDS)[number];

/** The feed that is asked for. @throws `bad_request` */
export function feedOf(query: Query): Feed {
  const asked = query.text('feed') ?? 'normal';
  const feed = FEEDS.find(one => one === asked);
  if (!feed) throw badRequest(`Supported \`feed\` types: ${FEEDS.join(', ')}`);
  return feed;
}

/** The patience that is asked for. @throws `bad_request` */
export function patienceOf(query: Query): Patience {
  const timeout = query.count('timeout') ?? MINUTE;
  const beat = query.text('heartbeat');
  if (beat === undefined || beat === 'false') return { heartbeat: null, timeout: Math.min(timeout, MINUTE) };
  const heartbeat = beat === 'true' ? MINUTE : (query.count('heartbeat') ?? MINUTE);
  if (heartbeat === 0) throw badRequest('The heartbeat value should be a positive integer (in milliseconds).');
  return { heartbeat: Math.min(Math.max(heartbeat, 10), LONGEST), timeout: Number.POSITIVE_INFINITY };
}

/**
 * Takes a step at once, and whenever there may be something new, until one is the last, the reader has gone, nothing
 * was told for the timeout, what is followed is gone or the server stops.
 */
export async function whileLive(
  { response, feeds, beat }: Reader,
  { heartbeat, timeout }: Patience,
  followed: Followed,
  step: () => Promise<Step>,
): Promise<void> {
  const bell = doorbell();
  let over = false;
  const stop = () => {
    over = true;
    bell.ring();
  };
  const unfollow = followed.follow(bell.ring);
  feeds.add(stop);
  response.once('close', stop);
  const heart = heartbeat === null ? null : setInterval(() => response.write(beat), heartbeat);
  let until = Date.now() + timeout;
  try {
    bell.ring();
    while (!over && !followed.isClosed() && (await bell.rung(until - Date.now()))) {
      if (over || followed.isClosed()) break;
      const { done, more, told } = await step();
      if (done) break;
      if (told) until = Date.now() + timeout;
      if (more) bell.ring();
    }
  } finally {
    if (heart) clearInterval(heart);
    unfollow();
    feeds.delete(stop);
    response.off('close', stop);
  }
}

/** Waits for a ring; one that came before the wait counts. `rung` says whether it rang in time. */
function doorbell(): { ring(): void; rung(wait: number): Promise<boolean> } {
  let waiting = false;
  let wake = () => {};
  return {
    ring() {
      waiting = true;
      wake();
    },
    async rung(wait) {
      if (!waiting && wait > 0)
        await new Promise<void>(resolve => {
          const timer = Number.isFinite(wait) ? setTimeout(resolve, wait) : null;
          wake = () => {
            if (timer) clearTimeout(timer);
            resolve();
          };
        });
      wake = () => {};
      const rang = waiting;
      waiting = false;
      return rang;
    },
  };
}
