import { refuseUnlessIn } from '../membership.ts';
import { badRequest } from '../refusal.ts';
import type { Message, Params } from '../shapes.ts';
import { type Bot, type Room, roomFor, type Telegram } from '../telegram.ts';
import { numberOf, objectOf } from './params.ts';

/** The chat that a call names, as it is. @throws Refusal when the bot never heard of it */
export const roomNamed = (telegram: Telegram, bot: Bot, params: Params): Room => {
  const chatId = numberOf(params, 'chat_id');
  if (chatId === undefined) throw badRequest('chat_id is empty');
  const room = roomFor(telegram, bot, chatId);
  if (room) return room;
  throw badRequest('chat not found');
};

/**
 * The chat that a call writes into; each such call is counted. @throws Refusal when it moved, when the bot may not
 * write there, or too much was written
 */
export const roomToWrite = (telegram: Telegram, bot: Bot, params: Params): Room => {
  const room = roomNamed(telegram, bot, params);
  if (room.migratedTo !== undefined)
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: room.migratedTo });
  refuseUnlessIn(telegram, bot, room);
  bot.budget.spend(room.chat.id);
  return room;
};

/**
 * What a message answers and in which topic it stands. @throws Refusal for an answer to nothing, or a topic that is not
 * there
 */
export const placeOf = (room: Room, params: Params): Partial<Message> => {
  const thread = numberOf(params, 'message_thread_id');
  // The topic «General» has the number 1 and must not be named.
  if (thread !== undefined && !room.topics.has(thread)) throw badRequest('message thread not found');
  const reply = objectOf(params, 'reply_parameters') as { message_id?: number; allow_sending_without_reply?: boolean };
  const answered = reply?.message_id === undefined ? undefined : room.messages.get(reply.message_id);
  if (reply?.message_id !== undefined && !answered && !reply.allow_sending_without_reply)
    throw badRequest('message to be replied not found');
  return {
    ...(thread !== undefined && { message_thread_id: thread, is_topic_message: true }),
    ...(answered && { reply_to_message: answered }),
  };
};

/** A message of this bot. @param words what is missing when there is none */
export const ownMessage = (bot: Bot, room: Room, params: Params, words: string): Message => {
  const message = room.messages.get(numberOf(params, 'message_id') ?? 0);
  if (!message) throw badRequest(words);
  if (message.from?.id !== bot.user.id) throw badRequest("message can't be edited");
  return message;
};
