import { isIn, join, leave, setBlocked, setMember, tell } from './membership.ts';
import { badRequest } from './refusal.ts';
import type { Chat, Message, User } from './shapes.ts';
import { addRoom, type Bot, keepFile, privateRoom, put, type Room, type Telegram } from './telegram.ts';
import { entitiesOf } from './texts.ts';

/** Somebody new. @param username without the sign in front */
export const addPerson = (
  telegram: Telegram,
  first_name: string,
  more: Partial<Pick<User, 'id' | 'last_name' | 'username' | 'language_code'>> = {},
): User => {
  const person: User = { id: more.id ?? telegram.nextId(), is_bot: false, first_name, ...more };
  telegram.people.set(person.id, person);
  telegram.changed();
  return person;
};

/** What a message may have beside its content. */
export interface Beside {
  /** Number of the message that it answers. */
  reply_to?: number;
  /** Topic of a forum; 1 is «General». */
  thread?: number;
}

const besideOf = (room: Room, { reply_to, thread }: Beside): Partial<Message> => {
  const answered = reply_to === undefined ? undefined : room.messages.get(reply_to);
  return {
    ...(answered && { reply_to_message: answered }),
    ...(thread !== undefined && { message_thread_id: thread, is_topic_message: true }),
  };
};

const sent = (telegram: Telegram, room: Room, person: User, content: Partial<Message>): Message => {
  const message = put(telegram, room, { from: person, ...content });
  tell(telegram, room, message);
  return message;
};

/**
 * Opens the private chat with a bot, as a person does by «Start»: from then on the bot may write. @param payload of a
 * deep link, `t.me/<bot>?start=<payload>`
 */
export const start = (telegram: Telegram, bot: Bot, person: User, payload?: string): Message =>
  write(telegram, openPrivate(telegram, bot, person), person, payload ? `/start ${payload}` : '/start');

/** The private chat of a person with a bot, in which the bot may write. */
export const openPrivate = (telegram: Telegram, bot: Bot, person: User): Room => {
  const room = privateRoom(telegram, bot, person);
  if (!room.members.get(bot.user.id)) room.members.set(bot.user.id, 'member');
  return room;
};

/** A person writes a text. */
export const write = (telegram: Telegram, room: Room, person: User, text: string, beside: Beside = {}): Message => {
  const entities = entitiesOf(text);
  const content = { text, ...(entities.length > 0 && { entities }), ...besideOf(room, beside) };
  return sent(telegram, room, person, content);
};

/** What a person sends that is not text; `bytes` become a file that bots can fetch. */
export interface Attachment {
  kind: 'photo' | 'document' | 'voice' | 'audio' | 'video' | 'video_note' | 'sticker' | 'animation';
  bytes: Uint8Array;
  file_name?: string;
  mime_type?: string;
  caption?: string;
  /** Shared by the items of an album. */
  media_group_id?: string;
  [more: string]: unknown;
}

/** A file as a message names it: a photo in its sizes, anything else once. */
export const mediaOf = (
  telegram: Telegram,
  { kind, bytes, file_name, mime_type, caption, media_group_id, ...more }: Attachment,
): Partial<Message> => {
  const { file_id, file_unique_id } = keepFile(telegram, bytes, {
    folder: `${kind}s`,
    ...(file_name && { file_name }),
    ...(mime_type && { mime_type }),
  });
  const file = { file_id, file_unique_id, file_size: bytes.length };
  const described = { ...file, ...(file_name && { file_name }), ...(mime_type && { mime_type }), ...more };
  return {
    [kind]: kind === 'photo' ? [{ ...file, width: 320, height: 240 }] : described,
    ...(caption && { caption, caption_entities: entitiesOf(caption) }),
    ...(media_group_id && { media_group_id }),
  };
};

/** A person sends a file. */
export const send = (telegram: Telegram, room: Room, person: User, what: Attachment, beside: Beside = {}): Message =>
  sent(telegram, room, person, { ...mediaOf(telegram, what), ...besideOf(room, beside) });

/** A person sends several at once: a message for each, with a number in common. */
export const sendAlbum = (telegram: Telegram, room: Room, person: User, items: readonly Attachment[]): Message[] => {
  const media_group_id = String(telegram.nextId());
  return items.map(item => send(telegram, room, person, { ...item, media_group_id }));
};

/** A person sends a place, a card, a poll, dice: any content that has no file. */
export const sendContent = (
  telegram: Telegram,
  room: Room,
  person: User,
  content: Readonly<Record<string, unknown>>,
  beside: Beside = {},
): Message => sent(telegram, room, person, { ...content, ...besideOf(room, beside) });

/** A person changes what he wrote. @throws Refusal for a message that is not his */
export const edit = (telegram: Telegram, room: Room, person: User, messageId: number, text: string): Message => {
  const before = room.messages.get(messageId);
  if (before?.from?.id !== person.id) throw badRequest("message can't be edited");
  const isCaption = before.text === undefined;
  const message: Message = {
    ...before,
    ...(isCaption ? { caption: text, caption_entities: entitiesOf(text) } : { text, entities: entitiesOf(text) }),
    edit_date: Math.floor(telegram.clock.now() / 1000),
  };
  room.messages.set(messageId, message);
  tell(telegram, room, message, 'edited_message');
  telegram.changed();
  return message;
};

/** A person deletes a message. No bot hears of it. */
export const erase = (telegram: Telegram, room: Room, messageId: number): void => {
  room.messages.delete(messageId);
  telegram.changed();
};

/** A person presses a button below a message of a bot. @returns the number of the press */
export const press = (
  telegram: Telegram,
  bot: Bot,
  room: Room,
  person: User,
  messageId: number,
  data: string,
): string => {
  const message = room.messages.get(messageId);
  if (message?.from?.id !== bot.user.id) throw badRequest('there is no such message of this bot');
  const id = String(telegram.nextId());
  telegram.presses.set(id, { id, bot, at: telegram.clock.now() });
  bot.queue.push('callback_query', { id, from: person, message, chat_instance: String(room.chat.id), data });
  return id;
};

/** A person puts a sign to a message. Only bots that are administrators hear of it. */
export const react = (
  telegram: Telegram,
  room: Room,
  person: User,
  messageId: number,
  emoji: string | undefined,
): void => {
  for (const bot of telegram.bots.values())
    if (room.chat.type === 'private' || room.members.get(bot.user.id) === 'administrator')
      bot.queue.push('message_reaction', {
        chat: room.chat,
        message_id: messageId,
        user: person,
        date: Math.floor(telegram.clock.now() / 1000),
        old_reaction: [],
        new_reaction: emoji ? [{ type: 'emoji', emoji }] : [],
      });
};

/** A person makes a group with others, bots among them. */
export const makeGroup = (
  telegram: Telegram,
  by: User,
  title: string,
  members: readonly User[] = [],
  type: 'group' | 'supergroup' = 'group',
): Room => {
  const room = addRoom(telegram, type, title);
  room.members.set(by.id, 'creator');
  for (const member of members) setMember(telegram, room, member, 'member', by);
  tell(telegram, room, put(telegram, room, { from: by, group_chat_created: true }));
  return room;
};

export { join, leave, setBlocked };

/** A group gets another title. */
export const rename = (telegram: Telegram, room: Room, by: User, title: string): void => {
  room.chat = { ...room.chat, title };
  tell(telegram, room, put(telegram, room, { from: by, new_chat_title: title }));
};

/** Somebody becomes administrator, or a member as others. */
export const setAdministrator = (telegram: Telegram, room: Room, user: User, by: User, is = true): void =>
  setMember(telegram, room, user, is ? 'administrator' : 'member', by);

/** A new topic of a supergroup with topics. @returns its number */
export const addTopic = (telegram: Telegram, room: Room, by: User, name: string): number => {
  room.chat = { ...room.chat, is_forum: true };
  const message = put(telegram, room, { from: by, forum_topic_created: { name, icon_color: 7322096 } });
  room.topics.set(message.message_id, name);
  tell(telegram, room, { ...message, message_thread_id: message.message_id });
  return message.message_id;
};

/**
 * A basic group becomes a supergroup with another number. Both tell it, in either order; the old one says nothing of
 * leaving. @returns the supergroup
 */
export const migrate = (telegram: Telegram, room: Room, by: User): Room => {
  const to = addRoom(telegram, 'supergroup', room.chat.title ?? '');
  for (const [id, status] of room.members) if (isIn(status)) to.members.set(id, status);
  const old: Chat = room.chat;
  room.migratedTo = to.chat.id;
  tell(telegram, room, put(telegram, room, { from: by, migrate_to_chat_id: to.chat.id }));
  tell(telegram, to, put(telegram, to, { from: by, sender_chat: old, migrate_from_chat_id: old.id }));
  return to;
};
