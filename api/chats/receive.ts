import type { Update } from 'grammy/types';
import { setBlocked } from './addresses.ts';
import { takeEdit } from './edits.ts';
import { botMoved, memberMoved, titleChanged } from './groups/happened.ts';
import { takePress } from './presses.ts';
import type { ReceivingParts } from './receiving.ts';
import { toldBy } from './telegram/said.ts';
import type { Told } from './telegram/told.ts';
import { takeWords } from './words.ts';

const receiveTold = async (parts: ReceivingParts, bot: string, told: Told): Promise<void> => {
  const { main, book } = parts;
  if (told.what === 'message')
    return told.edited === undefined ? takeWords(parts, bot, told) : takeEdit(parts, bot, told);
  if (told.what === 'press') return takePress(parts, bot, told);
  if (told.what === 'blocked') return setBlocked(main, book.addressOf(bot, told.chat), told.blocked);
  if (told.what === 'bot') return botMoved(parts, bot, told);
  if (told.what === 'member') return memberMoved(parts, bot, told);
  if (told.what === 'title') return titleChanged(parts, bot, told);
  return book.move(bot, told.chat, told.to);
};

/** Works off one update: what was said becomes a document, what was told is noted. */
export const receiveUpdate = async (parts: ReceivingParts, bot: string, update: Update): Promise<void> => {
  for (const told of toldBy(update, parts.bots.get(bot)!)) await receiveTold(parts, bot, told);
};
