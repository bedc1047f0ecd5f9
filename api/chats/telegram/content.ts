import type { TextEntity } from '@rounds/ddocs/documents/reports.ts';
import type { Message, MessageEntity } from 'grammy/types';
import type { TelegramFile } from './told.ts';

/** What a message holds beside text, by the field that it stands in; what is also a document stands before it. */
const kinds = [
  'photo',
  'voice',
  'animation',
  'document',
  'sticker',
  'venue',
  'location',
  'contact',
  'video',
  'audio',
  'video_note',
  'poll',
  'dice',
  'story',
  'game',
  'checklist',
  'paid_media',
] as const;

/** Fields of a message of which nobody sends any by hand: they tell what happened in a chat. */
const services = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'channel_chat_created',
  'message_auto_delete_timer_changed',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
] as const;

/** What was sent beside text; undefined for a text alone. Something that Rounds has no word for is `other`. */
export const kindOf = (message: Message): string | undefined => {
  const kind = kinds.find(field => field in message);
  return kind ?? (message.text === undefined ? 'other' : undefined);
};

const marks = new Set(
  'bold italic underline strikethrough spoiler code pre blockquote text_link url email phone_number mention'.split(' '),
);

/** What of the text of a message is bold, a link and the like; of what we do not know nothing. */
export const entitiesIn = ({ entities, caption_entities }: Message): TextEntity[] => {
  const all: readonly unknown[] = entities ?? caption_entities ?? [];
  if (!Array.isArray(all)) return [];
  return (all as MessageEntity[]).flatMap(entity => {
    if (!entity || !marks.has(entity.type)) return [];
    const { type, offset, length } = entity;
    return [{ type, offset, length, ...(entity.type === 'text_link' ? { url: entity.url } : {}) }];
  });
};

/** Whether a message tells what happened in a chat, rather than what somebody says. */
export const isService = (message: Message): boolean =>
  services.some(field => field in message) ||
  Object.keys(message).some(field => /^(forum_topic|general_forum_topic|video_chat|giveaway|boost)/.test(field));

interface Media {
  file_id: string;
  file_name?: string;
  mime_type?: string;
  file_size?: number;
  thumbnail?: { file_id: string; file_size?: number };
}

/** Of a photograph the largest size, with the smallest as its small picture. */
const photoOf = (sizes: readonly Media[]): TelegramFile | undefined => {
  const [small, large] = [sizes[0], sizes.at(-1)];
  if (!large?.file_id) return undefined;
  return fileOf({ ...large, mime_type: 'image/jpeg', ...(small ? { thumbnail: small } : {}) });
};

const fileOf = ({ file_id, file_name, mime_type, file_size, thumbnail }: Media): TelegramFile => ({
  file: file_id,
  ...(file_name === undefined ? {} : { name: file_name }),
  ...(mime_type === undefined ? {} : { mime: mime_type }),
  ...(file_size === undefined ? {} : { size: file_size }),
  ...(thumbnail?.file_id
    ? {
        thumbnail: {
          file: thumbnail.file_id,
          ...(thumbnail.file_size === undefined ? {} : { size: thumbnail.file_size }),
        },
      }
    : {}),
});

/** The file that a message brings. */
export const fileIn = (message: Message): TelegramFile | undefined => {
  if (Array.isArray(message.photo)) return photoOf(message.photo);
  const media = (message.voice ??
    message.animation ??
    message.document ??
    message.sticker ??
    message.video ??
    message.audio ??
    message.video_note) as Media | undefined;
  return media?.file_id ? fileOf(media) : undefined;
};

/** What stands for a message without text: its kind, and what little it says of itself. */
export const wordsFor = (message: Message): string => {
  const { contact, poll, dice, venue, sticker } = message;
  if (contact) return [contact.first_name, contact.last_name].filter(Boolean).join(' ');
  if (poll) return String(poll.question ?? '');
  if (venue) return [venue.title, venue.address].filter(Boolean).join(', ');
  if (dice) return `${dice.emoji ?? ''} ${dice.value ?? ''}`.trim();
  return String(sticker?.emoji ?? '');
};
