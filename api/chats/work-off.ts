import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Update } from 'grammy/types';
import { rest } from '../messages/rest.ts';
import type { Log } from '../web/log.ts';
import { acknowledge } from './presses.ts';
import { momentOf, type RawUpdates } from './raw-updates.ts';
import { receiveUpdate } from './receive.ts';
import type { ReceivingParts } from './receiving.ts';
import { chatOf, toldBy } from './telegram/said.ts';

/** What working off updates takes. */
export interface WorkingOff {
  raw: RawUpdates;
  receiving: ReceivingParts;
  log: Log;
  /** Told after each update, and when that happened of which it tells: something may be to be said now. */
  heard: (bot: string, happened: Ms) => void;
}

/** Works off updates that are on disk already. */
export interface WorkOff {
  /**
   * Takes updates on: in order within a chat, side by side between chats. Answers as soon as there is room for more,
   * which is mostly at once.
   */
  take(bot: string, updates: readonly Update[]): Promise<void>;
  /** Waits until all that was taken on is worked off. */
  settle(): Promise<void>;
}

/** Chats that are looked after side by side, and updates that may wait before no more are taken on. */
const [sideBySide, mostWaiting] = [20, 500];

/** How long what is worked off may wait until that is written down, in ms. */
const noteAfter: Ms = 200;

interface Line {
  bot: string;
  updates: Update[];
}

const lineOf = (bot: string, update: Update): string => `${bot} ${chatOf(update)}`;

/** Acknowledges the presses among updates. One that cannot be read is not acknowledged; what is said of it is told later. */
const acknowledgeAll = (receiving: ReceivingParts, bot: string, updates: readonly Update[]): void => {
  const by = receiving.bots.get(bot);
  if (!by) return;
  for (const update of updates) {
    if (!update?.callback_query) continue;
    try {
      for (const told of toldBy(update, by)) if (told.what === 'press') void acknowledge(by, told);
    } catch {
      // It is parked when it is worked off.
    }
  }
};

export const openWorkOff = ({ raw, receiving, log, heard }: WorkingOff): WorkOff => {
  const lines = new Map<string, Line>();
  const workers = new Set<Promise<void>>();
  const busy = new Set<string>();
  let waiting = 0;
  let done: { bot: string; update: Update }[] = [];
  let noting: Promise<void> | undefined;

  /** What is worked off is written down for many at once; a crash before makes them come again, which changes nothing. */
  const note = async (): Promise<void> => {
    await rest(noteAfter, new AbortController().signal);
    const now = done;
    [done, noting] = [[], undefined];
    for (const bot of new Set(now.map(one => one.bot)))
      try {
        await raw.workedOff(
          bot,
          now.filter(one => one.bot === bot).map(({ update }) => update),
        );
      } catch (error) {
        log.warn({ err: error }, 'what was worked off could not be noted; it may come again, and changes nothing');
      }
  };

  const workOne = async (bot: string, update: Update): Promise<void> => {
    try {
      await receiveUpdate(receiving, bot, update);
      done.push({ bot, update });
      noting ??= note();
    } catch (error) {
      const why = (error as Error).message;
      log.warn({ bot, update: update?.update_id, why }, 'an update could not be worked off; it is parked');
      await raw.park(bot, update, why).catch(err => log.warn({ err }, 'an update could not be parked'));
    }
    waiting -= 1;
    heard(bot, momentOf(update) * 1000);
  };

  /** Looks after one line after the other until none is left that nobody looks after. */
  const work = async (): Promise<void> => {
    for (;;) {
      const next = [...lines].find(([name]) => !busy.has(name));
      if (!next) return;
      const [name, line] = next;
      busy.add(name);
      for (let update = line.updates.shift(); update !== undefined; update = line.updates.shift())
        await workOne(line.bot, update);
      lines.delete(name);
      busy.delete(name);
    }
  };

  const begin = (): void => {
    const idle = Math.min(sideBySide, lines.size) - workers.size;
    for (let at = 0; at < idle; at++) {
      const worker: Promise<void> = work().finally(() => workers.delete(worker));
      workers.add(worker);
    }
  };

  return {
    take: async (bot, updates) => {
      acknowledgeAll(receiving, bot, updates);
      for (const update of updates) {
        const line = lines.get(lineOf(bot, update));
        if (line) line.updates.push(update);
        else lines.set(lineOf(bot, update), { bot, updates: [update] });
      }
      waiting += updates.length;
      begin();
      if (waiting > mostWaiting) await Promise.all(workers);
    },
    settle: async () => {
      while (workers.size > 0) await Promise.all(workers);
      await noting;
    },
  };
};
