import type { Message, User } from '../bot-api/shapes.ts';
import type { Bot, Room, Telegram } from '../bot-api/telegram.ts';

/** A message as the page shows it. */
export interface ShownMessage {
  id: number;
  from: number | undefined;
  text: string;
  /** Seconds since 1970. */
  date: number;
  edited: boolean;
  /** Rows of buttons: words, with what a press tells, or where they lead. */
  buttons: { text: string; data?: string; url?: string }[][];
  /** Address of its picture on this server. */
  photo?: string;
  /** What it is beside its text. */
  kind?: string;
  /** The text of the message that it answers. */
  reply?: string;
  /** What happened, in words, where nobody said anything. */
  event?: string;
}

/** A chat as the page shows it. */
export interface ShownChat {
  key: string;
  title: string;
  type: string;
  members: number[];
  /** Whether its person blocked the bot. */
  blocked: boolean;
  messages: ShownMessage[];
}

/** All that the page shows. */
export interface State {
  bot: { id: number; name: string; username: string; commands: { command: string; description: string }[] };
  people: { id: number; name: string }[];
  chats: ShownChat[];
  /** Answers to presses that pop up, by the number of the press. */
  answers: { id: string; text: string }[];
}

/** Messages of a chat that are shown. */
const mostMessages = 200;

const nameOf = ({ first_name, last_name }: User): string => [first_name, last_name].filter(Boolean).join(' ');

const kinds = ['voice', 'document', 'sticker', 'location', 'contact', 'video', 'audio', 'poll', 'dice'];

/** What happened, where a message says only that. */
const eventOf = (message: Message): string | undefined => {
  const names = (users: unknown): string => (Array.isArray(users) ? (users as User[]).map(nameOf).join(', ') : '');
  if (message.new_chat_members) return `${names(message.new_chat_members)} came`;
  if (message.left_chat_member) return `${nameOf(message.left_chat_member as User)} left`;
  if (message.new_chat_title) return `The group is called ${String(message.new_chat_title)} now`;
  if (message.group_chat_created) return 'The group was made';
  if (message.migrate_to_chat_id) return 'The group became a supergroup';
  if (message.migrate_from_chat_id) return 'This supergroup was a group';
  return undefined;
};

const photoOf = (telegram: Telegram, message: Message): string | undefined => {
  const sizes = message.photo as { file_id: string }[] | undefined;
  const file = sizes?.[0] && telegram.files.get(sizes[0].file_id);
  return file ? `/files/${encodeURIComponent(file.file_id)}` : undefined;
};

const shownMessage = (telegram: Telegram, message: Message): ShownMessage => {
  const markup = message.reply_markup as
    | { inline_keyboard?: { text: string; callback_data?: string; url?: string }[][] }
    | undefined;
  const photo = photoOf(telegram, message);
  const kind = kinds.find(each => each in message);
  const event = eventOf(message);
  const reply = message.reply_to_message;
  return {
    id: message.message_id,
    from: message.from?.id,
    text: message.text ?? message.caption ?? '',
    date: message.date,
    edited: message.edit_date !== undefined,
    buttons: (markup?.inline_keyboard ?? []).map(row =>
      row.map(({ text, callback_data: data, url }) => ({ text, ...(data ? { data } : {}), ...(url ? { url } : {}) })),
    ),
    ...(photo ? { photo } : {}),
    ...(kind ? { kind } : {}),
    ...(event ? { event } : {}),
    ...(reply ? { reply: reply.text ?? reply.caption ?? '' } : {}),
  };
};

const isIn = (status: string | undefined): boolean => !!status && status !== 'left' && status !== 'kicked';

const shownChat = (telegram: Telegram, bot: Bot, key: string, room: Room): ShownChat => {
  const isPrivate = room.chat.type === 'private';
  return {
    key,
    title: isPrivate ? nameOf(bot.user) : (room.chat.title ?? ''),
    type: room.chat.type,
    members: isPrivate ? [room.chat.id] : [...room.members].flatMap(([id, status]) => (isIn(status) ? [id] : [])),
    blocked: isPrivate && room.members.get(bot.user.id) === 'kicked',
    messages: [...room.messages.values()].slice(-mostMessages).map(message => shownMessage(telegram, message)),
  };
};

/** What the page shows now. */
export const stateOf = (telegram: Telegram, bot: Bot): State => ({
  bot: {
    id: bot.user.id,
    name: nameOf(bot.user),
    username: bot.user.username ?? '',
    commands: bot.commands as State['bot']['commands'],
  },
  people: [...telegram.people.values()].map(person => ({ id: person.id, name: nameOf(person) })),
  chats: [...telegram.rooms]
    .filter(([, room]) => room.migratedTo === undefined)
    .map(([key, room]) => shownChat(telegram, bot, key, room)),
  answers: [...telegram.presses.values()]
    .slice(-20)
    .flatMap(({ id, answer }) => (answer?.text ? [{ id, text: answer.text }] : [])),
});
