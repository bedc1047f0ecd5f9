import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { v4 } from 'uuid';
import { rest } from '../chats/rest.ts';
import type { Messaging } from '../messages/messaging.ts';
import { openTurns, type Turn } from '../messages/turn.ts';
import { type ClockParts, openUnderWay, remind } from './clock.ts';
import type { StreamParts } from './streams/stream.ts';
import { followStreams } from './streams.ts';

/** What is looked after for events beside the doors: reminders by the second, and public streams of posts. */
export interface EventWork {
  start(): void;
  stop(): Promise<void>;
}

export interface EventWorkParts extends ClockParts, Pick<StreamParts, 'vault' | 'reach'> {
  /** The sentinel's database, in which turns are taken. */
  sentinel: Store;
  messaging: Pick<Messaging, 'inbox'>;
}

/** One process at a time reminds: it has this document's turn, which it keeps for so long without renewing it. */
const [turnId, turnLasts]: [string, Ms] = ['turn:events', 15_000];

/** How long a process that has not the turn, or whose programme has no events, waits before it looks again. */
const idle: Ms = 2000;

export const openEventWork = (parts: EventWorkParts): EventWork => {
  const { sentinel, settings, now, log } = parts;
  const turns = openTurns(sentinel, turnId, v4(), now, turnLasts);
  const underWay = openUnderWay(log);
  const over = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const inTurn = async (turn: Turn): Promise<void> => {
    const listening = new AbortController();
    const following = followStreams(
      { ...parts, inbox: parts.messaging.inbox, events: () => settings.current().events },
      listening.signal,
    );
    try {
      while (!over.signal.aborted && settings.current().events) {
        await turn.keep();
        await rest(await remind(parts, underWay), over.signal);
      }
    } finally {
      listening.abort();
      await underWay.done();
      await following;
    }
  };

  const once = async (): Promise<void> => {
    const turn = settings.current().events ? await turns.take() : null;
    if (!turn) return;
    try {
      await inTurn(turn);
    } finally {
      await turn.end();
    }
  };

  const run = async (): Promise<void> => {
    while (!over.signal.aborted) {
      try {
        await once();
      } catch (error) {
        log.warn({ err: error }, 'reminders of events broke off; they go on in a moment');
      }
      await rest(idle, over.signal);
    }
  };

  return {
    start: () => {
      running = run();
    },
    stop: async () => {
      over.abort();
      await running;
    },
  };
};
