import { isIn, leave } from '../membership.ts';
import { badRequest, forbidden } from '../refusal.ts';
import type { MemberStatus, Params, User } from '../shapes.ts';
import type { Bot, Room, Telegram } from '../telegram.ts';
import type { Asked } from '../updates.ts';
import { deliver, type Webhook } from '../webhook.ts';
import { roomNamed } from './addressee.ts';
import type { Method } from './method.ts';
import { flagOf, listOf, numberOf, textOf } from './params.ts';

const getMe: Method = (_telegram, bot) => bot.user;

const getUpdates: Method = (_telegram, bot, params) => {
  const asked: Asked = {};
  for (const name of ['offset', 'limit', 'timeout'] as const) {
    const number = numberOf(params, name);
    if (number !== undefined) asked[name] = number;
  }
  const allowed = listOf(params, 'allowed_updates') as string[] | undefined;
  return bot.queue.ask({ ...asked, ...(allowed && { allowed_updates: allowed }) });
};

const endWebhook = (bot: Bot, params: Params): void => {
  bot.webhook?.end();
  bot.webhook = undefined;
  if (flagOf(params, 'drop_pending_updates')) bot.queue.drop();
};

/** HTTPS is not asked for here: this server stands on the loopback, as one of one's own does with `--local`. */
const setWebhook: Method = (telegram, bot, params) => {
  endWebhook(bot, params);
  const url = textOf(params, 'url') ?? '';
  bot.queue.allow(listOf(params, 'allowed_updates') as string[] | undefined);
  if (!url) return true;
  const secret = textOf(params, 'secret_token');
  if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret))
    throw badRequest('secret token contains unallowed characters');
  const webhook: Webhook = { url, ...(secret && { secret_token: secret }) };
  bot.webhook = { ...webhook, ...deliver(telegram.clock, bot.queue, webhook) };
  return true;
};

const deleteWebhook: Method = (_telegram, bot, params) => {
  endWebhook(bot, params);
  return true;
};

const getWebhookInfo: Method = (_telegram, bot) => ({
  url: bot.webhook?.url ?? '',
  has_custom_certificate: false,
  pending_update_count: bot.queue.waiting().length,
  ...bot.webhook?.delivery,
});

const userNamed = (telegram: Telegram, params: Params): User | undefined => {
  const id = numberOf(params, 'user_id') ?? 0;
  return telegram.people.get(id) ?? [...telegram.bots.values()].find(({ user }) => user.id === id)?.user;
};

/** A chat that a bot may ask about: it is in it. */
const roomAsked = (telegram: Telegram, bot: Bot, params: Params): Room => {
  const room = roomNamed(telegram, bot, params);
  if (room.chat.type !== 'private' && !isIn(room.members.get(bot.user.id)))
    throw forbidden(`bot is not a member of the ${room.chat.type} chat`);
  return room;
};

const getChat: Method = (telegram, bot, params) => roomAsked(telegram, bot, params).chat;

const member = (telegram: Telegram, [id, status]: readonly [number, MemberStatus]) => ({
  user: userNamed(telegram, { user_id: id }),
  status,
});

const getChatMember: Method = (telegram, bot, params) => {
  const room = roomAsked(telegram, bot, params);
  const user = userNamed(telegram, params);
  if (!user) throw badRequest('user not found');
  return { user, status: room.members.get(user.id) ?? 'left' };
};

const getChatMemberCount: Method = (telegram, bot, params) =>
  [...roomAsked(telegram, bot, params).members.values()].filter(isIn).length;

const getChatAdministrators: Method = (telegram, bot, params) =>
  [...roomAsked(telegram, bot, params).members]
    .filter(([, status]) => status === 'creator' || status === 'administrator')
    .map(entry => member(telegram, entry));

const leaveChat: Method = (telegram, bot, params) => {
  leave(telegram, roomAsked(telegram, bot, params), bot.user, bot.user);
  return true;
};

/** Largest file that a bot may fetch, in bytes. */
const largestToFetch = 20 * 1024 * 1024;

const getFile: Method = (telegram, _bot, params) => {
  const file = telegram.files.get(textOf(params, 'file_id') ?? '');
  if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (file.bytes.length > largestToFetch) throw badRequest('file is too big');
  const { file_id, file_unique_id, file_path, bytes } = file;
  return { file_id, file_unique_id, file_path, file_size: bytes.length };
};

const setMyCommands: Method = (_telegram, bot, params) => {
  const commands = (listOf(params, 'commands') ?? []) as { command: string; description: string }[];
  if (commands.length > 100) throw badRequest('too many commands');
  for (const { command, description } of commands)
    if (!/^[a-z0-9_]{1,32}$/.test(command) || !description || description.length > 256)
      throw badRequest('BOT_COMMAND_INVALID');
  bot.commands = [...commands];
  return true;
};

/** What a bot may be told to say of itself and that changes nothing here. */
const taken: Method = () => true;

/** What tells something, and how a bot gets what happens. */
export const askingMethods: Readonly<Record<string, Method>> = {
  getMe,
  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,
  getChat,
  getChatMember,
  getChatMemberCount,
  getChatAdministrators,
  leaveChat,
  getFile,
  setMyCommands,
  getMyCommands: (_telegram, bot) => bot.commands,
  deleteMyCommands: (_telegram, bot) => {
    bot.commands = [];
    return true;
  },
  setMyName: taken,
  setMyDescription: taken,
  setMyShortDescription: taken,
  setChatMenuButton: taken,
};
