import type { Clock } from './clock.ts';
import { type Budget, budget, type Limits, telegramsLimits } from './limits.ts';
import type { Chat, ChatType, MemberStatus, Message, StoredFile, User } from './shapes.ts';
import { type UpdateQueue, updateQueue } from './updates.ts';
import type { deliver, Webhook } from './webhook.ts';

/** A bot with its token, its updates and its budget. */
export interface Bot {
  user: User & { can_join_groups: true; can_read_all_group_messages: boolean; supports_inline_queries: false };
  token: string;
  queue: UpdateQueue;
  budget: Budget;
  webhook: (Webhook & ReturnType<typeof deliver>) | undefined;
  commands: unknown[];
}

/** A chat as Telegram keeps it. A private one is between a person and a bot, and has the person's number. */
export interface Room {
  chat: Chat;
  members: Map<number, MemberStatus>;
  messages: Map<number, Message>;
  nextMessage: number;
  topics: Map<number, string>;
  /** Where it went, when it was upgraded to a supergroup. */
  migratedTo?: number;
}

/** A press that waits for its answer. */
export interface Press {
  id: string;
  bot: Bot;
  at: number;
  /** What the bot answered, once it did. */
  answer?: { text?: string; show_alert?: boolean };
}

/** All that this Telegram knows. */
export interface Telegram {
  clock: Clock;
  limits: Limits | undefined;
  bots: Map<string, Bot>;
  people: Map<number, User>;
  /** Groups by their number, and private chats by `<bot>:<person>`. */
  rooms: Map<string, Room>;
  files: Map<string, StoredFile>;
  presses: Map<string, Press>;
  /** Called after every change that a page may want to show. */
  changed: () => void;
  nextId: () => number;
  /** Number of the first message of a new chat. */
  firstMessage: number;
}

const unlimited: Limits = {
  chat: { perSecond: 1e9, burst: 1e9 },
  groupPerMinute: 1e9,
  overallPerSecond: 1e9,
};

/** @param limits Telegram's own when not given; `none` lets everything through */
export const openTelegram = (clock: Clock, limits: Limits | 'none' = telegramsLimits): Telegram => {
  let id = 5_000_000_000;
  return {
    clock,
    limits: limits === 'none' ? undefined : limits,
    bots: new Map(),
    people: new Map(),
    rooms: new Map(),
    files: new Map(),
    presses: new Map(),
    changed: () => undefined,
    nextId: () => id++,
    firstMessage: 1,
  };
};

/** A new bot, as BotFather makes them. @param username ends in `bot` */
export const addBot = (telegram: Telegram, username: string, given?: { token?: string; name?: string }): Bot => {
  const number = Number(given?.token?.split(':')[0]) || telegram.nextId();
  const token = given?.token ?? `${number}:loopback-${username}`;
  const bot: Bot = {
    user: {
      id: number,
      is_bot: true,
      first_name: given?.name ?? username,
      username,
      can_join_groups: true,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
    },
    token,
    queue: updateQueue(telegram.clock, 100_000 + (number % 1000)),
    budget: budget(telegram.clock, telegram.limits ?? unlimited),
    webhook: undefined,
    commands: [],
  };
  telegram.bots.set(token, bot);
  return bot;
};

const newRoom = (chat: Chat, nextMessage: number): Room => ({
  chat,
  members: new Map(),
  messages: new Map(),
  nextMessage,
  topics: new Map(),
});

/** The private chat of a person with a bot; it is made when it is not there yet. */
export const privateRoom = (telegram: Telegram, bot: Bot, person: User): Room => {
  const key = `${bot.user.id}:${person.id}`;
  const found = telegram.rooms.get(key);
  if (found) return found;
  const { id, first_name, last_name, username } = person;
  const chat = {
    id,
    type: 'private' as const,
    first_name,
    ...(last_name && { last_name }),
    ...(username && { username }),
  };
  const room = newRoom(chat, telegram.firstMessage);
  telegram.rooms.set(key, room);
  return room;
};

/** A new group without members. A supergroup's number begins with -100. */
export const addRoom = (telegram: Telegram, type: Exclude<ChatType, 'private'>, title: string): Room => {
  const number = telegram.nextId();
  const id = type === 'group' ? -number : -1_000_000_000_000 - number;
  const room = newRoom({ id, type, title }, telegram.firstMessage);
  telegram.rooms.set(String(id), room);
  return room;
};

/** The chat that a bot means by a number; undefined when the bot never heard of it. */
export const roomFor = (telegram: Telegram, bot: Bot, chatId: number): Room | undefined =>
  telegram.rooms.get(chatId > 0 ? `${bot.user.id}:${chatId}` : String(chatId));

/** Puts a message into a chat: it gets the next number there, and the date. */
export const put = (
  telegram: Telegram,
  room: Room,
  content: Omit<Message, 'message_id' | 'date' | 'chat'>,
): Message => {
  const message: Message = {
    message_id: room.nextMessage++,
    date: Math.floor(telegram.clock.now() / 1000),
    chat: room.chat,
    ...content,
  };
  room.messages.set(message.message_id, message);
  telegram.changed();
  return message;
};

/** Keeps a file. What identifies it is the same for its content, so that it can be sent again. */
export const keepFile = (
  telegram: Telegram,
  bytes: Uint8Array,
  { file_name, mime_type, folder }: { file_name?: string; mime_type?: string; folder: string },
): StoredFile => {
  const number = telegram.nextId();
  const file: StoredFile = {
    file_id: `file-${number}`,
    file_unique_id: `unique-${number}`,
    file_path: `${folder}/file_${number}${/\.[a-z0-9]+$/i.exec(file_name ?? '')?.[0] ?? ''}`,
    bytes,
    ...(file_name && { file_name }),
    ...(mime_type && { mime_type }),
  };
  telegram.files.set(file.file_id, file);
  return file;
};
