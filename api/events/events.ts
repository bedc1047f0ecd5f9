import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { v4 } from 'uuid';
import type { Messaging } from '../messages/messaging.ts';
import { rest } from '../messages/rest.ts';
import { openTurns, type Turn } from '../messages/turn.ts';
import { type TurnWork, workInTurn } from '../messages/work-in-turn.ts';
import { type ClockParts, openUnderWay, remind } from './clock.ts';
import type { StreamParts } from './streams/stream.ts';
import { followStreams } from './streams.ts';

export interface EventWorkParts extends ClockParts, Pick<StreamParts, 'vault' | 'reach'> {
  /** The sentinel's database, in which turns are taken. */
  sentinel: Store;
  messaging: Pick<Messaging, 'inbox'>;
}

/** One process at a time reminds: it has this document's turn, which it keeps for so long without renewing it. */
const [turnId, turnLasts]: [string, Ms] = ['turn:events', 15_000];

/** How long a process that has not the turn, or whose programme has no events, waits before it looks again. */
const idle: Ms = 2000;

/** What is looked after for events beside the doors: reminders by the second, and public streams of posts. */
export const openEventWork = (parts: EventWorkParts): TurnWork => {
  const { sentinel, settings, now, log } = parts;
  const turns = openTurns(sentinel, turnId, v4(), now, turnLasts);
  const underWay = openUnderWay(log);

  const inTurn = async (turn: Turn, over: AbortSignal): Promise<void> => {
    const listening = new AbortController();
    const following = followStreams(
      { ...parts, inbox: parts.messaging.inbox, events: () => settings.current().events },
      listening.signal,
    );
    try {
      while (!over.aborted && settings.current().events) {
        await turn.keep();
        await rest(await remind(parts, underWay), over);
      }
    } finally {
      listening.abort();
      await underWay.done();
      await following;
    }
  };

  return workInTurn({
    ...{ turns, log, idle, ready: () => settings.current().events },
    ...{ work: (_, turn, over) => inTurn(turn, over), broke: 'reminders of events broke off; they go on in a moment' },
  });
};
