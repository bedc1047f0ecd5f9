import { setTimeout } from 'node:timers/promises';
import type { Button, TextEntity } from '@rounds/ddocs/documents/reports.ts';
import { InputFile } from 'grammy';
import type { MessageEntity } from 'grammy/types';
import { type BotClient, isRefused, type Outcome } from './client.ts';
import { isHarmless } from './refusals.ts';
import { splitText } from './split.ts';

/** A message as the Bot API takes it, with the numbers of the messages that it means. */
export interface Delivery {
  text: string;
  /** What of the text is bold, a link and the like. All else stands as it is, whatever signs it has. */
  entities?: readonly TextEntity[];
  buttons?: readonly (readonly Button[])[];
  /** The message that it takes the place of. Without a text only the buttons change. */
  edit?: number;
  reply?: number;
  thread?: number;
  silent?: boolean;
  /** What it brings; the text stands below the first where it is short enough, else after them. */
  files?: readonly SentFile[];
}

/** A file as it is sent. */
export interface SentFile {
  name: string;
  mime: string;
  bytes: Uint8Array;
}

/** What came of a delivery: the number of the last message, and how many stand there. */
export interface Delivered {
  outcome: Outcome<number>;
  parts: number;
}

const markupOf = ({ buttons }: Delivery) =>
  buttons === undefined
    ? {}
    : {
        reply_markup: {
          inline_keyboard: buttons.map(row =>
            row.map(({ text, data = '', url }) => (url ? { text, url } : { text, callback_data: data })),
          ),
        },
      };

/** A part of a text, with the marks that lie in it. */
interface Part {
  text: string;
  entities?: MessageEntity[];
}

/** Marks as the Bot API takes them. */
const asEntities = (entities: readonly TextEntity[]): MessageEntity[] => [...entities] as MessageEntity[];

/** Marks of words below a file: they are not cut. */
const captionMarks = ({ entities }: Delivery) => (entities?.length ? { caption_entities: asEntities(entities) } : {});

/** The parts of a marked text: a mark that a cut goes through stands on both sides of it. */
const markedParts = ({ text, entities = [] }: Delivery): Part[] => {
  let from = 0;
  return partsOf(text).map(part => {
    const start = text.indexOf(part, from);
    from = start + part.length;
    const within = entities.flatMap(entity => {
      const offset = Math.max(entity.offset, start);
      const length = Math.min(entity.offset + entity.length, from) - offset;
      return length > 0 ? [{ ...entity, offset: offset - start, length }] : [];
    });
    return { text: part, ...(within.length > 0 ? { entities: asEntities(within) } : {}) };
  });
};

/** The parts of a text as they are sent. A message that only changes buttons has none. */
export const partsOf = (text: string): string[] => splitText(text);

/** Longest words below a file, in UTF-16 units. */
const longestCaption = 1024;

/** How many calls a delivery takes. @param files that it brings */
export const callsOf = (text: string, files = 0): number =>
  files === 0 ? Math.max(1, partsOf(text).length) : files + (text.length > longestCaption ? partsOf(text).length : 0);

/** The topic «General» has the number 1, and must not be named. */
const threadOf = ({ thread }: Delivery) => (thread === undefined || thread === 1 ? {} : { message_thread_id: thread });

/** It goes out although what it answers is gone. */
const replyOf = ({ reply }: Delivery) =>
  reply === undefined ? {} : { reply_parameters: { message_id: reply, allow_sending_without_reply: true } };

const isDone = (outcome: Outcome<number>): boolean => typeof outcome === 'object' && 'done' in outcome;

/** Puts something in the place of an earlier message. What cannot be changed any more, or need not be, counts as done. */
const edit = async (client: BotClient, chat: number, said: Delivery, part: Part, isLast: boolean) => {
  const message = said.edit!;
  const markup = isLast ? markupOf(said) : {};
  const outcome = await client.call(async api => {
    const { text, entities } = part;
    if (text === '') await api.editMessageReplyMarkup(chat, message, markup);
    else await api.editMessageText(chat, message, text, { ...markup, ...(entities ? { entities } : {}) });
    return message;
  });
  return isRefused(outcome) && isHarmless(outcome) ? { done: message } : outcome;
};

const send = (client: BotClient, chat: number, said: Delivery, part: Part, { isFirst, isLast }: Place) =>
  client.call(async api => {
    const { message_id } = await api.sendMessage(chat, part.text, {
      ...(part.entities ? { entities: part.entities } : {}),
      ...(isLast ? markupOf(said) : {}),
      ...(isFirst ? replyOf(said) : {}),
      ...threadOf(said),
      ...(said.silent ? { disable_notification: true } : {}),
    });
    return message_id;
  });

interface Place {
  isFirst: boolean;
  isLast: boolean;
}

/** What a file is sent as: shown or heard where it can be, else to be saved. */
type MediaKind = 'photo' | 'video' | 'voice' | 'audio' | 'document';

const kindOf = ({ mime }: SentFile): MediaKind => {
  if (/^image\/(jpeg|png|webp)$/.test(mime)) return 'photo';
  if (mime === 'audio/ogg') return 'voice';
  if (mime.startsWith('audio/')) return 'audio';
  return mime.startsWith('video/') ? 'video' : 'document';
};

/** A file with a name that stands in the head of a form as it is: without blanks, quotes and ends of lines. */
const inputFile = ({ bytes, name }: SentFile): InputFile =>
  new InputFile(bytes, name.replace(/[\s"';\\/\p{Cc}]+/gu, '_') || 'file');

/** Which kinds may stand in one album: photographs and films mix, sounds and documents only among themselves. */
const albums: Readonly<Record<MediaKind, string>> = {
  ...{ photo: 'seen', video: 'seen' },
  ...{ audio: 'heard', document: 'saved', voice: '' },
};

/** Most items of an album. */
const mostInAlbum = 10;

/** Files as they go together: neighbours that may stand in one album, the others alone. */
const togetherOf = (files: readonly SentFile[]): SentFile[][] => {
  const groups: SentFile[][] = [];
  for (const file of files) {
    const last = groups.at(-1);
    const album = albums[kindOf(file)];
    if (last && album && last.length < mostInAlbum && albums[kindOf(last[0]!)] === album) last.push(file);
    else groups.push([file]);
  }
  return groups;
};

/** Sends several files as one album, with the text below the first. It has no buttons: an album takes none. */
const sendAlbum = (
  client: BotClient,
  chat: number,
  said: Delivery,
  files: readonly SentFile[],
  { isFirst, caption }: Place & { caption?: string },
) =>
  client.call(async api => {
    const media = files.map((file, at) => ({
      type: kindOf(file) as 'photo',
      media: inputFile(file),
      ...(at === 0 && caption ? { caption, ...captionMarks(said) } : {}),
    }));
    const sent = await api.sendMediaGroup(chat, media, {
      ...(isFirst ? replyOf(said) : {}),
      ...threadOf(said),
      ...(said.silent ? { disable_notification: true } : {}),
    });
    // By the first the album is known: its words stand there.
    return sent[0]!.message_id;
  });

/** Sends a file as what it is. */
const sendFile = (
  client: BotClient,
  chat: number,
  said: Delivery,
  sent: SentFile,
  place: Place & { caption?: string },
) =>
  client.call(async api => {
    const file = inputFile(sent);
    const kind = kindOf(sent);
    const beside = {
      ...(place.caption ? { caption: place.caption, ...captionMarks(said) } : {}),
      ...(place.isLast ? markupOf(said) : {}),
      ...(place.isFirst ? replyOf(said) : {}),
      ...threadOf(said),
      ...(said.silent ? { disable_notification: true } : {}),
    };
    if (kind === 'photo') return (await api.sendPhoto(chat, file, beside)).message_id;
    if (kind === 'voice') return (await api.sendVoice(chat, file, beside)).message_id;
    if (kind === 'audio') return (await api.sendAudio(chat, file, beside)).message_id;
    if (kind === 'video') return (await api.sendVideo(chat, file, beside)).message_id;
    return (await api.sendDocument(chat, file, beside)).message_id;
  });

/** Parts that go at once; between all that follow a chat wants more than a second. */
const [burst, between] = [3, 1100] as const;

type Step = (place: Place) => Promise<Outcome<number>>;

/** The calls of a delivery, in their order: its files, then what of its text does not stand below them. */
const stepsOf = (client: BotClient, chat: number, said: Delivery): Step[] => {
  const { files = [], text, buttons = [] } = said;
  const groups = togetherOf(files);
  // Buttons need a message of their own where an album would be the last: the text, or the last file.
  const endsInAlbum = buttons.length > 0 && (groups.at(-1)?.length ?? 0) > 1;
  if (endsInAlbum && text === '') groups.push([groups.at(-1)!.pop()!]);
  const caption = text.length <= longestCaption && !(endsInAlbum && text !== '') ? text : '';
  const ofFiles = groups.map(
    (group, at): Step =>
      place => {
        const beside = { ...place, ...(at === 0 ? { caption } : {}) };
        const [only] = group;
        return group.length === 1
          ? sendFile(client, chat, said, only!, beside)
          : sendAlbum(client, chat, said, group, beside);
      },
  );
  if (files.length > 0 && caption === text) return ofFiles;
  const parts = markedParts(said);
  const texts = (parts.length > 0 ? parts : [{ text: '' }]).map(
    (part): Step =>
      place =>
        said.edit !== undefined && place.isFirst
          ? edit(client, chat, said, part, place.isLast)
          : send(client, chat, said, part, place),
  );
  return [...ofFiles, ...texts];
};

/** Delivers a message, in as many parts as it takes: what it answers is named with the first, its buttons with the last. */
export const deliver = async (
  client: BotClient,
  chat: number,
  said: Delivery,
  wait: (ms: number) => Promise<unknown> = setTimeout,
): Promise<Delivered> => {
  const steps = stepsOf(client, chat, said);
  let [outcome, sent]: [Outcome<number>, number] = ['unsent', 0];
  for (const [at, step] of steps.entries()) {
    if (at >= burst) await wait(between);
    outcome = await step({ isFirst: at === 0, isLast: at === steps.length - 1 });
    if (!isDone(outcome)) break;
    sent += 1;
  }
  return { outcome, parts: sent };
};
