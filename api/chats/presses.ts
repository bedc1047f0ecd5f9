import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { said } from '@rounds/sentinel/messages/said.ts';
import { contactAt, type OpenBot, type ReceivingParts, wordsOf } from './receiving.ts';
import { type ChatPress, whoTakes } from './takers.ts';
import type { Pressed } from './telegram/told.ts';

/**
 * Acknowledges a press, before anything is thought about it: who pressed sees that it came. A press whose time is over
 * is acknowledged already, as far as we can.
 */
export const acknowledge = async ({ client }: OpenBot, { id }: Pressed): Promise<void> => {
  await client.call(api => api.answerCallbackQuery(id));
};

/** What is said to who presses a button of a question that nobody asks any more. Its buttons go. */
const closed = async (parts: ReceivingParts, press: ChatPress): Promise<void> => {
  const { main, now, inbox, programme } = parts;
  const contact = await contactAt(main, press.address);
  const text = wordsOf(programme(), 'chats.question_closed', contact);
  const whom = contact ? { contact: { _id: contact._id } } : {};
  const base = { to: press.address, by: 'chats', at: now(), class: 'answer', ...whom } as const;
  const documents: Report[] = [
    said({ ...base, cause: [press.event, 'take buttons away'], text: '', chat: { edit: press.message, buttons: [] } }),
    said({ ...base, cause: [press.event, 'closed'], text }),
  ];
  await inbox.keep(documents);
};

/** Hands a press on to whoever asked the question. */
export const takePress = async (parts: ReceivingParts, bot: string, told: Pressed): Promise<void> => {
  const { book, main, takers, now } = parts;
  const { address, entry } = await book.resolve(bot, told.by.id);
  const where = told.group ? await book.resolve(bot, told.chat) : undefined;
  const [contact, group] = await Promise.all([
    contactAt(main, address),
    where ? contactAt(main, where.address) : undefined,
  ]);
  const press: ChatPress = {
    // Telegram's number of a press is its own for ever, and tells nothing of who pressed.
    event: `press:${bot}:${told.id}`,
    bot,
    address,
    ...(entry?.user ? { user: entry.user } : {}),
    ...(contact ? { contact: contact._id } : {}),
    ...(told.by.language ? { language: told.by.language } : {}),
    ...(group ? { group: group._id } : {}),
    message: book.referenceOf(bot, told.chat, told.message),
    data: told.data,
    at: now(),
  };
  const taken = await whoTakes(takers, taker => taker.press?.(press));
  // In a group others may press what is not theirs to answer; there nobody is answered in private.
  if (taken === undefined && !told.group) await closed(parts, press);
};
