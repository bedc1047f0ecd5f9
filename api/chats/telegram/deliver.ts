import { setTimeout } from 'node:timers/promises';
import type { Button } from '@rounds/ddocs/documents/reports.ts';
import { InputFile } from 'grammy';
import { type BotClient, isRefused, type Outcome } from './client.ts';
import { isHarmless } from './refusals.ts';
import { splitText } from './split.ts';

/** A message as the Bot API takes it, with the numbers of the messages that it means. */
export interface Delivery {
  text: string;
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
const edit = async (client: BotClient, chat: number, said: Delivery, part: string, isLast: boolean) => {
  const message = said.edit!;
  const markup = isLast ? markupOf(said) : {};
  const outcome = await client.call(async api => {
    if (part === '') await api.editMessageReplyMarkup(chat, message, markup);
    else await api.editMessageText(chat, message, part, markup);
    return message;
  });
  return isRefused(outcome) && isHarmless(outcome) ? { done: message } : outcome;
};

const send = (client: BotClient, chat: number, said: Delivery, part: string, { isFirst, isLast }: Place) =>
  client.call(async api => {
    const { message_id } = await api.sendMessage(chat, part, {
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

/** Sends a file as what it is: shown or heard where it can be, else to be saved. */
const sendFile = (
  client: BotClient,
  chat: number,
  said: Delivery,
  { name, mime, bytes }: SentFile,
  place: Place & { caption?: string },
) =>
  client.call(async api => {
    const file = new InputFile(bytes, name);
    const beside = {
      ...(place.caption ? { caption: place.caption } : {}),
      ...(place.isLast ? markupOf(said) : {}),
      ...(place.isFirst ? replyOf(said) : {}),
      ...threadOf(said),
      ...(said.silent ? { disable_notification: true } : {}),
    };
    if (/^image\/(jpeg|png|webp)$/.test(mime)) return (await api.sendPhoto(chat, file, beside)).message_id;
    if (mime === 'audio/ogg') return (await api.sendVoice(chat, file, beside)).message_id;
    if (mime.startsWith('audio/')) return (await api.sendAudio(chat, file, beside)).message_id;
    if (mime.startsWith('video/')) return (await api.sendVideo(chat, file, beside)).message_id;
    return (await api.sendDocument(chat, file, beside)).message_id;
  });

/** Parts that go at once; between all that follow a chat wants more than a second. */
const [burst, between] = [3, 1100] as const;

type Step = (place: Place) => Promise<Outcome<number>>;

/** The calls of a delivery, in their order: its files, then what of its text does not stand below them. */
const stepsOf = (client: BotClient, chat: number, said: Delivery): Step[] => {
  const { files = [], text } = said;
  const caption = text.length <= longestCaption ? text : '';
  const ofFiles = files.map(
    (file, at): Step =>
      place =>
        sendFile(client, chat, said, file, { ...place, ...(at === 0 ? { caption } : {}) }),
  );
  if (files.length > 0 && caption === text) return ofFiles;
  const parts = partsOf(text);
  const texts = (parts.length > 0 ? parts : ['']).map(
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
