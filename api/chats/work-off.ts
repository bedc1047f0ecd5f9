import type { Update } from 'grammy/types';
import type { Log } from '../web/log.ts';
import type { RawUpdates } from './raw-updates.ts';
import { type ReceivingParts, receiveUpdate } from './receive.ts';
import { chatOf } from './telegram/said.ts';

/** What working off updates takes. */
export interface WorkingOff {
  raw: RawUpdates;
  receiving: ReceivingParts;
  log: Log;
}

/** Chats that are looked after side by side. */
const sideBySide = 20;

const byChat = (updates: readonly Update[]): Update[][] => {
  const chats = new Map<number, Update[]>();
  for (const update of updates) {
    const before = chats.get(chatOf(update));
    if (before) before.push(update);
    else chats.set(chatOf(update), [update]);
  }
  return [...chats.values()];
};

/** One chat's updates in order. One that cannot be worked off is parked, and the next ones go on. */
const inOrder = async (
  { raw, receiving, log }: WorkingOff,
  bot: string,
  updates: readonly Update[],
): Promise<Update[]> => {
  const done: Update[] = [];
  for (const update of updates) {
    try {
      await receiveUpdate(receiving, bot, update);
      done.push(update);
    } catch (error) {
      const why = (error as Error).message;
      log.warn({ bot, update: update.update_id, why }, 'an update could not be worked off; it is parked');
      await raw.park(bot, update, why);
    }
  }
  return done;
};

/** Works off updates: in order within a chat, side by side between chats. */
export const workOff = async (parts: WorkingOff, bot: string, updates: readonly Update[]): Promise<void> => {
  const chats = byChat(updates);
  const done: Update[] = [];
  const next = async (): Promise<void> => {
    for (let chat = chats.shift(); chat; chat = chats.shift()) done.push(...(await inOrder(parts, bot, chat)));
  };
  await Promise.all(Array.from({ length: sideBySide }, next));
  await parts.raw.workedOff(bot, done);
};
