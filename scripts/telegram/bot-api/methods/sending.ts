import { tell } from '../membership.ts';
import { mediaOf } from '../people.ts';
import { badRequest } from '../refusal.ts';
import type { Message, Params } from '../shapes.ts';
import { type Bot, put, type Room, type Telegram } from '../telegram.ts';
import { placeOf, roomToWrite } from './addressee.ts';
import { checkedCaption, checkedMarkup, checkedText, sizes } from './checks.ts';
import type { Method } from './method.ts';
import { listOf, numberOf, textOf } from './params.ts';

const write = (telegram: Telegram, bot: Bot, room: Room, params: Params, content: Partial<Message>): Message => {
  const message = put(telegram, room, {
    from: bot.user,
    ...content,
    ...placeOf(room, params),
    ...checkedMarkup(params),
  });
  tell(telegram, room, message);
  return message;
};

const sendMessage: Method = (telegram, bot, params) => {
  const content = checkedText(params);
  checkedMarkup(params);
  return write(telegram, bot, roomToWrite(telegram, bot, params), params, content);
};

/** Largest file that a bot may send, in bytes; photos less. */
const largest = { photo: 10 * 1024 * 1024, other: 50 * 1024 * 1024 };

type MediaKind = Parameters<typeof mediaOf>[1]['kind'];

const isFile = (value: unknown): value is File => value instanceof File;

/** What a field names: a file of the call itself stands there, or under the name after `attach://`. */
const attached = (params: Params, given: unknown): unknown =>
  typeof given === 'string' && given.startsWith('attach://') ? params[given.slice('attach://'.length)] : given;

/** A file that came with the call, or one that is here already by its `file_id`. */
const mediaFrom = async (
  telegram: Telegram,
  kind: MediaKind,
  params: Params,
  named: unknown,
): Promise<Partial<Message>> => {
  const given = attached(params, named);
  if (isFile(given)) {
    if (given.size > (kind === 'photo' ? largest.photo : largest.other)) throw badRequest('file is too big');
    const bytes = new Uint8Array(await given.arrayBuffer());
    return mediaOf(telegram, { kind, bytes, file_name: given.name, mime_type: given.type });
  }
  const file = telegram.files.get(String(given ?? ''));
  if (!file) throw badRequest('wrong file identifier/HTTP URL specified');
  const { file_id, file_unique_id, bytes, file_name, mime_type } = file;
  const described = { file_id, file_unique_id, file_size: bytes.length };
  return {
    [kind]:
      kind === 'photo'
        ? [{ ...described, width: 320, height: 240 }]
        : { ...described, ...(file_name && { file_name }), ...(mime_type && { mime_type }) },
  };
};

const sendFile =
  (kind: MediaKind): Method =>
  async (telegram, bot, params) => {
    const caption = checkedCaption(params);
    const media = await mediaFrom(telegram, kind, params, params[kind]);
    return write(telegram, bot, roomToWrite(telegram, bot, params), params, { ...media, ...caption });
  };

/** Documents and audio stand among themselves; photos and videos may mix. */
const mixes = (kinds: readonly string[]): boolean =>
  kinds.every(kind => kind === 'photo' || kind === 'video') || new Set(kinds).size === 1;

const sendMediaGroup: Method = async (telegram, bot, params) => {
  const items = (listOf(params, 'media') ?? []) as {
    type: MediaKind;
    media: string;
    caption?: string;
    caption_entities?: unknown[];
  }[];
  const [least, most] = sizes.album;
  if (items.length < least || items.length > most) throw badRequest('wrong number of items in the album');
  if (!mixes(items.map(({ type }) => type))) throw badRequest('media of these types cannot be in one album');
  const contents = await Promise.all(
    items.map(async ({ type, media, caption, caption_entities }) => ({
      ...(await mediaFrom(telegram, type, params, media)),
      ...checkedCaption({ caption, caption_entities }),
    })),
  );
  const room = roomToWrite(telegram, bot, params);
  for (const _ of contents.slice(1)) bot.budget.spend(room.chat.id);
  const media_group_id = String(telegram.nextId());
  return contents.map(content => write(telegram, bot, room, params, { ...content, media_group_id }));
};

const sendLocation: Method = (telegram, bot, params) => {
  const [latitude, longitude] = [Number(params.latitude), Number(params.longitude)];
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw badRequest('location is invalid');
  return write(telegram, bot, roomToWrite(telegram, bot, params), params, { location: { latitude, longitude } });
};

const sendContact: Method = (telegram, bot, params) => {
  const [phone_number, first_name] = [textOf(params, 'phone_number'), textOf(params, 'first_name')];
  if (!phone_number || !first_name) throw badRequest('contact phone number or name is empty');
  return write(telegram, bot, roomToWrite(telegram, bot, params), params, { contact: { phone_number, first_name } });
};

const sendChatAction: Method = (telegram, bot, params) => {
  roomToWrite(telegram, bot, params);
  return true;
};

const sendPoll: Method = (telegram, bot, params) => {
  const question = textOf(params, 'question') ?? '';
  const options = (listOf(params, 'options') ?? []) as (string | { text: string })[];
  if (!question || question.length > 300) throw badRequest('poll question must be 1 to 300 characters');
  if (options.length < 2 || options.length > 12) throw badRequest('poll must have 2 to 12 options');
  const poll = {
    id: String(telegram.nextId()),
    question,
    options: options.map(option => ({ text: typeof option === 'string' ? option : option.text, voter_count: 0 })),
  };
  return write(telegram, bot, roomToWrite(telegram, bot, params), params, { poll });
};

const copyMessage: Method = (telegram, bot, params) => {
  const from = telegram.rooms.get(String(numberOf(params, 'from_chat_id')));
  const message = from?.messages.get(numberOf(params, 'message_id') ?? 0);
  if (!message) throw badRequest('message to copy not found');
  const { message_id: _id, date: _date, chat: _chat, from: _from, reply_markup: _markup, ...content } = message;
  const { message_id } = write(telegram, bot, roomToWrite(telegram, bot, params), params, content);
  return { message_id };
};

/** What puts something new into a chat. */
export const sendingMethods: Readonly<Record<string, Method>> = {
  sendMessage,
  sendPhoto: sendFile('photo'),
  sendDocument: sendFile('document'),
  sendVoice: sendFile('voice'),
  sendAudio: sendFile('audio'),
  sendVideo: sendFile('video'),
  sendVideoNote: sendFile('video_note'),
  sendAnimation: sendFile('animation'),
  sendSticker: sendFile('sticker'),
  sendMediaGroup,
  sendLocation,
  sendContact,
  sendPoll,
  sendChatAction,
  copyMessage,
};
