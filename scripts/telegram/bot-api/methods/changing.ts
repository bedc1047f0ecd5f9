import { badRequest } from '../refusal.ts';
import type { Message, Params } from '../shapes.ts';
import type { Bot, Room, Telegram } from '../telegram.ts';
import { ownMessage, roomToWrite } from './addressee.ts';
import { checkedCaption, checkedMarkup, checkedText, sizes } from './checks.ts';
import type { Method } from './method.ts';
import { flagOf, listOf, numberOf, textOf } from './params.ts';

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Puts another content into a message of the bot. Its keyboard goes unless the call brings one. */
const changed = (
  telegram: Telegram,
  bot: Bot,
  params: Params,
  contentOf: (before: Message) => Partial<Message>,
): Message => {
  const markup = checkedMarkup(params);
  const room = roomToWrite(telegram, bot, params);
  const before = ownMessage(bot, room, params, 'message to edit not found');
  const { reply_markup: _old, edit_date: _date, ...rest } = before;
  const after: Message = { ...rest, ...contentOf(before), ...markup };
  const { edit_date: _edited, ...unedited } = before;
  if (
    same(
      { ...after },
      { ...unedited, ...(before.reply_markup === undefined ? {} : { reply_markup: before.reply_markup }) },
    )
  )
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  const message = { ...after, edit_date: Math.floor(telegram.clock.now() / 1000) };
  room.messages.set(message.message_id, message);
  telegram.changed();
  return message;
};

const editMessageText: Method = (telegram, bot, params) => {
  const content = checkedText(params);
  return changed(telegram, bot, params, () => content);
};

const editMessageCaption: Method = (telegram, bot, params) => {
  const content = checkedCaption(params);
  return changed(telegram, bot, params, () => content);
};

const editMessageReplyMarkup: Method = (telegram, bot, params) => changed(telegram, bot, params, () => ({}));

const twoDays = 48 * 3600;

const remove = (telegram: Telegram, bot: Bot, room: Room, messageId: number): void => {
  const message = room.messages.get(messageId);
  if (!message) throw badRequest('message to delete not found');
  const isOwn = message.from?.id === bot.user.id;
  const mayDeleteOthers = room.chat.type === 'private' || room.members.get(bot.user.id) === 'administrator';
  const isOld = telegram.clock.now() / 1000 - message.date > twoDays;
  if (isOld || (!isOwn && !mayDeleteOthers)) throw badRequest("message can't be deleted for everyone");
  room.messages.delete(messageId);
  telegram.changed();
};

const deleteMessage: Method = (telegram, bot, params) => {
  remove(telegram, bot, roomToWrite(telegram, bot, params), numberOf(params, 'message_id') ?? 0);
  return true;
};

/** Those that are not there are passed over. */
const deleteMessages: Method = (telegram, bot, params) => {
  const room = roomToWrite(telegram, bot, params);
  for (const id of listOf(params, 'message_ids') ?? [])
    if (room.messages.has(Number(id))) remove(telegram, bot, room, Number(id));
  return true;
};

const longestWait = 15_000;

/** A press is answered within seconds, and once. */
const answerCallbackQuery: Method = (telegram, bot, params) => {
  const press = telegram.presses.get(textOf(params, 'callback_query_id') ?? '');
  const isLate = !press || press.bot !== bot || press.answer || telegram.clock.now() - press.at > longestWait;
  if (isLate) throw badRequest('query is too old and response timeout expired or query ID is invalid');
  const text = textOf(params, 'text');
  if ((text?.length ?? 0) > sizes.answer) throw badRequest('MESSAGE_TOO_LONG');
  press.answer = { ...(text && { text }), ...(flagOf(params, 'show_alert') && { show_alert: true }) };
  telegram.changed();
  return true;
};

const setMessageReaction: Method = (telegram, bot, params) => {
  const room = roomToWrite(telegram, bot, params);
  const message = room.messages.get(numberOf(params, 'message_id') ?? 0);
  if (!message) throw badRequest('message to react not found');
  room.messages.set(message.message_id, { ...message, reaction: listOf(params, 'reaction') ?? [] });
  telegram.changed();
  return true;
};

/** What changes something that stands already. */
export const changingMethods: Readonly<Record<string, Method>> = {
  editMessageText,
  editMessageCaption,
  editMessageReplyMarkup,
  deleteMessage,
  deleteMessages,
  answerCallbackQuery,
  setMessageReaction,
};
