import type { CallbackQuery, Chat, ChatMemberUpdated, Message, Update, User } from 'grammy/types';
import { entitiesIn, fileIn, isService, kindOf, wordsFor } from './content.ts';
import type { InGroup, Pressed, Told, Writer, Wrote } from './told.ts';

/** The bot as others call it. */
export interface BotName {
  id: number;
  username: string;
}

const nameOf = ({ first_name, last_name }: { first_name?: string; last_name?: string }): string =>
  [first_name, last_name].filter(Boolean).join(' ');

const person = (user: User): Writer => ({
  id: user.id,
  name: nameOf(user),
  isPerson: true,
  ...(user.language_code ? { language: user.language_code } : {}),
});

/** Who wrote: one who writes as a group or channel does not tell who he is. */
const writerOf = ({ from, sender_chat }: Message): Writer | undefined => {
  if (sender_chat) return { id: sender_chat.id, name: sender_chat.title ?? '' };
  return from && person(from);
};

const groupOf = (chat: Chat): InGroup | undefined =>
  chat.type === 'group' || chat.type === 'supergroup' ? { title: chat.title ?? '', kind: chat.type } : undefined;

/** Whether words name the bot, or are a command that is not for another. */
const names = (text: string, { username }: BotName): boolean => {
  const [, to] = /^\/[a-z_]+(?:@(\w+))?/i.exec(text) ?? [];
  const own = username.toLowerCase();
  if (to !== undefined) return to.toLowerCase() === own;
  return (
    text.startsWith('/') ||
    text
      .toLowerCase()
      .split(/[^\w@]+/)
      .includes(`@${own}`)
  );
};

const wroteIn = (message: Message, bot: BotName): Wrote | undefined => {
  const group = groupOf(message.chat);
  const by = writerOf(message);
  if (!by || (!group && message.chat.type !== 'private') || isService(message)) return undefined;
  const kind = kindOf(message);
  const text = message.text ?? message.caption ?? wordsFor(message);
  const file = fileIn(message);
  const entities = entitiesIn(message);
  const answered = message.reply_to_message;
  // In a topic everything answers the message that began it.
  const isAnswer = answered && !('forum_topic_created' in answered);
  const { location, message_thread_id: thread, media_group_id: album, edit_date: edited } = message;
  return {
    what: 'message',
    chat: message.chat.id,
    message: message.message_id,
    at: message.date * 1000,
    by,
    text,
    ...(kind ? { kind } : {}),
    ...(entities.length > 0 ? { entities } : {}),
    ...(group ? { group } : {}),
    toBot: !group || answered?.from?.id === bot.id || names(text, bot),
    ...(isAnswer ? { replyTo: answered.message_id } : {}),
    ...(thread !== undefined && message.is_topic_message ? { thread } : {}),
    ...(album ? { album } : {}),
    ...(file ? { file } : {}),
    ...(location ? { location: { latitude: location.latitude, longitude: location.longitude } } : {}),
    ...(edited === undefined ? {} : { edited: edited * 1000 }),
  };
};

/** What a message of a group tells of the group itself. */
const happenedIn = (message: Message, bot: BotName): Told[] => {
  const { chat, from, date } = message;
  if (message.migrate_to_chat_id !== undefined)
    return [{ what: 'moved', chat: chat.id, to: message.migrate_to_chat_id }];
  if (message.migrate_from_chat_id !== undefined)
    return [{ what: 'moved', chat: message.migrate_from_chat_id, to: chat.id }];
  const group = groupOf(chat);
  if (!group) return [];
  const at = date * 1000;
  const gone = message.left_chat_member;
  const people = [
    ...(message.new_chat_members ?? []).map(user => ({ user, isIn: true })),
    ...(gone ? [{ user: gone, isIn: false }] : []),
  ];
  const told = people.map(({ user, isIn }): Told => {
    if (user.id !== bot.id) return { what: 'member', chat: chat.id, group, who: person(user), isIn, at };
    const by = from ? person(from) : { id: 0, name: '' };
    return { what: 'bot', chat: chat.id, group, is: isIn ? 'member' : 'out', by, at };
  });
  if (message.new_chat_title !== undefined) return [...told, { what: 'title', chat: chat.id, group }];
  return told;
};

const pressIn = (query: CallbackQuery): Pressed[] => {
  const { id, from, message, data } = query;
  // Without its message nobody could tell where it was pressed.
  if (!message || data === undefined) return [];
  const group = groupOf(message.chat);
  return [
    {
      what: 'press',
      id,
      chat: message.chat.id,
      message: message.message_id,
      by: person(from),
      data,
      ...(group ? { group } : {}),
    },
  ];
};

const isInside = ({ status, is_member }: { status: string; is_member?: boolean }): boolean =>
  ['creator', 'administrator', 'member'].includes(status) || (status === 'restricted' && is_member === true);

const botMoved = ({ chat, new_chat_member, from, date }: ChatMemberUpdated): Told[] => {
  if (chat.type === 'private')
    return [{ what: 'blocked', chat: chat.id, blocked: new_chat_member.status === 'kicked' }];
  const group = groupOf(chat);
  if (!group) return [];
  const isAdministrator = ['creator', 'administrator'].includes(new_chat_member.status);
  const is = isAdministrator ? 'administrator' : isInside(new_chat_member) ? 'member' : 'out';
  return [{ what: 'bot', chat: chat.id, group, is, by: person(from), at: date * 1000 }];
};

const memberMoved = ({ chat, new_chat_member, date }: ChatMemberUpdated): Told[] => {
  const group = groupOf(chat);
  if (!group || new_chat_member.user.is_bot) return [];
  const who = person(new_chat_member.user);
  return [{ what: 'member', chat: chat.id, group, who, isIn: isInside(new_chat_member), at: date * 1000 }];
};

/** What an update tells, in the order in which it happened; nothing where Rounds has no use for it. */
export const toldBy = (update: Update, bot: BotName): Told[] => {
  const message = update.message ?? update.edited_message;
  if (message) {
    const wrote = wroteIn(message, bot);
    return wrote ? [wrote] : happenedIn(message, bot);
  }
  if (update.callback_query) return pressIn(update.callback_query);
  if (update.my_chat_member) return botMoved(update.my_chat_member);
  if (update.chat_member) return memberMoved(update.chat_member);
  return [];
};

/** The chat that an update belongs to, whatever stands in it: what is told of one chat is worked off in order. */
export const chatOf = (update: Update): number => {
  const { message, edited_message, my_chat_member, chat_member, message_reaction, callback_query } = update;
  const where = message ?? edited_message ?? my_chat_member ?? chat_member ?? message_reaction;
  const id: unknown = where?.chat?.id ?? callback_query?.message?.chat?.id ?? callback_query?.from?.id;
  return typeof id === 'number' ? id : 0;
};
