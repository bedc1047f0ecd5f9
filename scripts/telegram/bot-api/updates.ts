import type { Clock } from './clock.ts';
import { Refusal } from './refusal.ts';
import type { Update } from './shapes.ts';

const seconds = 1000;
const day = 24 * 3600 * seconds;

/** How long an update waits to be fetched, in ms from its own date; what is not named waits a day. */
const lives: Readonly<Record<string, number>> = {
  callback_query: 150 * seconds,
  inline_query: 30 * seconds,
  chosen_inline_result: 600 * seconds,
};

/** Kinds that come only when they are named in `allowed_updates`. */
const onlyWhenNamed = ['chat_member', 'message_reaction', 'message_reaction_count'];

const conflict = (words: string): Refusal => new Refusal(409, `Conflict: ${words}`);

/** How a bot asks for its updates. */
export interface Asked {
  offset?: number;
  /** 1 to 100. */
  limit?: number;
  /** Seconds, cut to 50. */
  timeout?: number;
  /** Kinds; when not given, the setting before stays. */
  allowed_updates?: readonly string[];
}

interface Waiting {
  update: Update;
  kind: string;
  until: number;
}

interface Poll {
  give: (updates: Update[]) => void;
  refuse: (error: Refusal) => void;
}

/** The updates of one bot, until they are confirmed, given up, or handed to its webhook. */
export interface UpdateQueue {
  /** Something happened. @param at ms, from which its life counts */
  push(kind: string, content: unknown, at?: number): void;
  /** `getUpdates`. @throws Refusal 409 while a webhook is set, or when somebody else polls */
  ask(asked: Asked): Promise<Update[]>;
  /** What waits, oldest first; what is too old is gone. */
  waiting(): readonly Update[];
  /** The one that a webhook has taken. */
  confirm(updateId: number): void;
  /** Kinds that are wanted from now on; an empty list means all but those that must be named. */
  allow(kinds: readonly string[] | undefined): void;
  /** Called with every update from now on while a webhook is set; polling is refused meanwhile. */
  hand(listener: (() => void) | undefined): void;
  /** Forgets all that waits. */
  drop(): void;
}

export const updateQueue = (clock: Clock, firstId: number): UpdateQueue => {
  let queue: Waiting[] = [];
  let nextId = firstId;
  let allowed: readonly string[] = [];
  let poll: Poll | undefined;
  let webhook: (() => void) | undefined;
  let last = { offset: Number.NaN, at: 0 };

  const isWanted = (kind: string): boolean =>
    allowed.length === 0 ? !onlyWhenNamed.includes(kind) : allowed.includes(kind);

  const dropOld = (): void => {
    queue = queue.filter(({ until }) => until > clock.now());
  };

  const confirmBefore = (offset: number): void => {
    if (offset < 0) queue = queue.slice(offset);
    else queue = queue.filter(({ update }) => update.update_id >= offset);
  };

  const endPoll = (how: (poll: Poll) => void): void => {
    const ended = poll;
    poll = undefined;
    if (ended) how(ended);
  };

  const taken = (limit: number): Update[] => queue.slice(0, limit).map(({ update }) => update);

  return {
    push: (kind, content, at = clock.now()) => {
      if (!isWanted(kind)) return;
      queue.push({ update: { update_id: nextId++, [kind]: content }, kind, until: at + (lives[kind] ?? day) });
      if (webhook) return webhook();
      endPoll(({ give }) => give(taken(1)));
    },
    ask: ({ offset = 0, limit = 100, timeout = 0, allowed_updates }) => {
      if (webhook)
        throw conflict(
          "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
        );
      endPoll(({ refuse }) =>
        refuse(conflict('terminated by other getUpdates request; make sure that only one bot instance is running')),
      );
      if (allowed_updates) allowed = allowed_updates;
      dropOld();
      confirmBefore(offset);
      // Who asks for the same again at once is given one, so that a loop that fails at it makes little work.
      const again = offset === last.offset && clock.now() - last.at < 500;
      last = { offset, at: clock.now() };
      const found = taken(again ? 1 : Math.min(Math.max(limit, 1), 100));
      if (found.length > 0 || timeout <= 0) return Promise.resolve(found);
      return new Promise((give, refuse) => {
        const mine: Poll = { give, refuse };
        poll = mine;
        clock.after(Math.min(timeout, 50) * seconds, () => {
          if (poll === mine) endPoll(() => give([]));
        });
      });
    },
    waiting: () => {
      dropOld();
      return queue.map(({ update }) => update);
    },
    confirm: updateId => {
      queue = queue.filter(({ update }) => update.update_id !== updateId);
    },
    allow: kinds => {
      if (kinds) allowed = kinds;
    },
    hand: listener => {
      webhook = listener;
      if (listener) endPoll(({ refuse }) => refuse(conflict('terminated by setWebhook request')));
    },
    drop: () => {
      queue = [];
    },
  };
};
