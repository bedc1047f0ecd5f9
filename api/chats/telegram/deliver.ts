import { setTimeout } from 'node:timers/promises';
import type { Button } from '@rounds/ddocs/documents/reports.ts';
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

/** How many calls a delivery takes. */
export const callsOf = (text: string): number => Math.max(1, partsOf(text).length);

/** The topic «General» has the number 1, and must not be named. */
const threadOf = ({ thread }: Delivery) => (thread === undefined || thread === 1 ? {} : { message_thread_id: thread });

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
      ...(isFirst && said.reply !== undefined
        ? { reply_parameters: { message_id: said.reply, allow_sending_without_reply: true } }
        : {}),
      ...threadOf(said),
      ...(said.silent ? { disable_notification: true } : {}),
    });
    return message_id;
  });

interface Place {
  isFirst: boolean;
  isLast: boolean;
}

/** Parts that go at once; between all that follow a chat wants more than a second. */
const [burst, between] = [3, 1100] as const;

/** Delivers a message, in as many parts as it takes: what it answers is named with the first, its buttons with the last. */
export const deliver = async (
  client: BotClient,
  chat: number,
  said: Delivery,
  wait: (ms: number) => Promise<unknown> = setTimeout,
): Promise<Delivered> => {
  const parts = partsOf(said.text);
  if (parts.length === 0) parts.push('');
  let [outcome, sent]: [Outcome<number>, number] = ['unsent', 0];
  for (const [at, part] of parts.entries()) {
    const place = { isFirst: at === 0, isLast: at === parts.length - 1 };
    if (at >= burst) await wait(between);
    const isEdit = said.edit !== undefined && place.isFirst;
    outcome = isEdit ? await edit(client, chat, said, part, place.isLast) : await send(client, chat, said, part, place);
    if (!isDone(outcome)) break;
    sent += 1;
  }
  return { outcome, parts: sent };
};
