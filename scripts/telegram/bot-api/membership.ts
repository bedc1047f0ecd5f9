import { forbidden } from './refusal.ts';
import type { MemberStatus, Message, User } from './shapes.ts';
import { type Bot, privateRoom, put, type Room, type Telegram } from './telegram.ts';
import { addresses } from './texts.ts';

export const isIn = (status: MemberStatus | undefined): boolean =>
  status === 'creator' || status === 'administrator' || status === 'member';

const botsIn = (telegram: Telegram, room: Room): Bot[] =>
  [...telegram.bots.values()].filter(({ user }) => isIn(room.members.get(user.id)));

/**
 * What everybody in a group hears, whatever a bot's privacy: who came and went, a new title, the move to a supergroup.
 */
const serviceFields = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'group_chat_created',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'forum_topic_created',
  'pinned_message',
];

/** Whether a bot hears a message of a group. In privacy mode only what is meant for it, unless it is administrator. */
const hears = (bot: Bot, room: Room, message: Message): boolean => {
  if (room.chat.type === 'private' || bot.user.can_read_all_group_messages) return true;
  if (room.members.get(bot.user.id) === 'administrator') return true;
  if (serviceFields.some(field => field in message)) return true;
  if (message.reply_to_message?.from?.id === bot.user.id) return true;
  const text = message.text ?? message.caption ?? '';
  const entities = message.entities ?? message.caption_entities ?? [];
  return addresses(text, entities, bot.user.username ?? '');
};

/** Tells the bots of a chat of a message, except who wrote it. */
export const tell = (telegram: Telegram, room: Room, message: Message, kind = 'message'): void => {
  const bots =
    room.chat.type === 'private'
      ? [...telegram.bots.values()].filter(bot => telegram.rooms.get(`${bot.user.id}:${room.chat.id}`) === room)
      : botsIn(telegram, room);
  for (const bot of bots)
    if (bot.user.id !== message.from?.id && hears(bot, room, message)) bot.queue.push(kind, message);
};

const memberOf = (user: User, status: MemberStatus) => ({ user, status });

/**
 * Changes what somebody is in a chat, and tells it: the bot itself as `my_chat_member`, administrators' bots as
 * `chat_member`.
 */
export const setMember = (telegram: Telegram, room: Room, user: User, status: MemberStatus, by: User): void => {
  const before = room.members.get(user.id) ?? 'left';
  room.members.set(user.id, status);
  if (before === status) return;
  const content = {
    chat: room.chat,
    from: by,
    date: Math.floor(telegram.clock.now() / 1000),
    old_chat_member: memberOf(user, before),
    new_chat_member: memberOf(user, status),
  };
  for (const bot of telegram.bots.values()) {
    if (bot.user.id === user.id) bot.queue.push('my_chat_member', content);
    else if (room.members.get(bot.user.id) === 'administrator') bot.queue.push('chat_member', content);
  }
  telegram.changed();
};

/** Somebody comes into a group, with the message that says so. */
export const join = (telegram: Telegram, room: Room, user: User, by: User): void => {
  setMember(telegram, room, user, 'member', by);
  tell(telegram, room, put(telegram, room, { from: by, new_chat_members: [user] }));
};

/** Somebody goes or is put out of a group, with the message that says so. */
export const leave = (telegram: Telegram, room: Room, user: User, by: User): void => {
  const message = put(telegram, room, { from: by, left_chat_member: user });
  // Who is put out hears it as a change of his own membership only.
  setMember(telegram, room, user, by.id === user.id ? 'left' : 'kicked', by);
  tell(telegram, room, message);
};

/** A person blocks a bot in their private chat, or takes it back. */
export const setBlocked = (telegram: Telegram, bot: Bot, person: User, blocked: boolean): void => {
  const room = privateRoom(telegram, bot, person);
  const [before, after]: MemberStatus[] = blocked ? ['member', 'kicked'] : ['kicked', 'member'];
  room.members.set(bot.user.id, after!);
  bot.queue.push('my_chat_member', {
    chat: room.chat,
    from: person,
    date: Math.floor(telegram.clock.now() / 1000),
    old_chat_member: memberOf(bot.user, before!),
    new_chat_member: memberOf(bot.user, after!),
  });
  telegram.changed();
};

/** @throws Refusal when a bot may not write into a chat, and why */
export const refuseUnlessIn = (telegram: Telegram, bot: Bot, room: Room): void => {
  const status = room.members.get(bot.user.id);
  if (room.chat.type === 'private') {
    const person = telegram.people.get(room.chat.id);
    if (!person) throw forbidden('user is deactivated');
    if (status === 'kicked') throw forbidden('bot was blocked by the user');
    if (!status) throw forbidden("bot can't initiate conversation with a user");
    return;
  }
  const kind = room.chat.type;
  if (room.members.size === 0) throw forbidden('the group chat was deleted');
  if (status === 'kicked') throw forbidden(`bot was kicked from the ${kind} chat`);
  if (!isIn(status)) throw forbidden(`bot is not a member of the ${kind} chat`);
};
