import type { Message, Update } from 'grammy/types';

/** What an update tells of a private chat, in our words. */
export type Told =
  /** Somebody wrote, or sent something else: `kind` says what, where it is no text. */
  | { what: 'message'; chat: number; message: number; at: number; name: string; text: string; kind?: string }
  /** Somebody blocked the bot, or took it back. */
  | { what: 'blocked'; chat: number; blocked: boolean };

/** What a message holds beside text, by the field that it stands in. */
const kinds = [
  'photo',
  'voice',
  'document',
  'sticker',
  'location',
  'contact',
  'video',
  'audio',
  'animation',
  'video_note',
  'poll',
  'dice',
  'venue',
] as const;

const nameOf = ({ first_name, last_name }: { first_name: string; last_name?: string }): string =>
  [first_name, last_name].filter(Boolean).join(' ');

const messageTold = (message: Message): Told | undefined => {
  if (message.chat.type !== 'private' || !message.from) return undefined;
  const kind = kinds.find(field => field in message);
  const text = message.text ?? message.caption ?? '';
  // A service message of a kind that nobody sends by hand.
  if (!text && !kind) return undefined;
  return {
    what: 'message',
    chat: message.chat.id,
    message: message.message_id,
    at: message.date * 1000,
    name: nameOf(message.from),
    text,
    ...(kind ? { kind } : {}),
  };
};

/**
 * What an update tells; undefined where Rounds has no use for it: groups, edits, presses and reactions are not read
 * yet.
 */
export const toldBy = ({ message, my_chat_member: member }: Update): Told | undefined => {
  if (message) return messageTold(message);
  if (member?.chat.type === 'private')
    return { what: 'blocked', chat: member.chat.id, blocked: member.new_chat_member.status === 'kicked' };
  return undefined;
};

/** The chat that an update belongs to: what is told of one chat is worked off in order. */
export const chatOf = (update: Update): number =>
  (update.message ?? update.edited_message ?? update.my_chat_member ?? update.chat_member ?? update.message_reaction)
    ?.chat.id ??
  update.callback_query?.from.id ??
  0;
