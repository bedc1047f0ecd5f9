import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, messageLocales, type Words } from '@rounds/config/words/translations.ts';
import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report, Task } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';

/** A text as a report is read from it: without the slash in front, and without the name of the bot. */
export const plainText = (text: string): string => text.replace(/^\s*\/([a-z_]+)(?:@\w+)?/i, '$1');

/** A command with what is answered to it, as a document. */
export interface Answered {
  /** The channel's opaque reference of the message. */
  reference: string;
  id: string;
  from: Address;
  command: string;
  /** Key of the words that answer; absent where somebody took the command, and answers himself. */
  key?: string;
  /** What the words may name: `{{name}}`. */
  name?: string;
  locale?: string;
  /** Where the answer goes, when that is a group. */
  to?: Address;
  /** Contact id of the group in which it was said. */
  group?: string;
  /** The reference of the message that is answered. */
  reply?: string;
  /** Who took the command, and does what it asks. */
  taken_by?: string;
  at: Ms;
}

const wordsFor = (key: string, locales: readonly string[], words: Words): string =>
  findWord(words, key, locales) ?? key;

const answerOf = (
  { id, from, key, name, locale, to, group, reply }: Answered & { key: string },
  { settings, words }: { settings: Settings; words: Words },
  timestamp: Iso,
): Task => {
  const locales = messageLocales({ locale }, settings);
  const said = wordsFor(key, locales, words)
    .replaceAll('{{name}}', name ?? '')
    .trim();
  const message = {
    uuid: idFrom(id, 'answer'),
    to: to ?? from,
    message: said,
    ...(group ? { contact: { _id: group } } : {}),
    ...(reply ? { chat: { reply } } : {}),
  };
  return {
    messages: [message],
    state: 'pending',
    message_class: 'answer',
    state_history: [{ state: 'pending', timestamp }],
  };
};

/** The report that keeps a command and its answer. What came after the command is not kept: it may be a code. */
export const commandReport = (answered: Answered, inForce: { settings: Settings; words: Words }): Report => {
  const { reference, id, from, command, key, group, taken_by, at } = answered;
  return {
    _id: id,
    type: 'data_record',
    from,
    errors: [],
    fields: {},
    reported_date: at,
    chat_message: { id: reference, command, ...(group ? { group } : {}), ...(taken_by ? { taken_by } : {}) },
    sms_message: { type: 'sms_message', message: `/${command}`, from, gateway_ref: reference, reported_date: at },
    tasks: key === undefined ? [] : [answerOf({ ...answered, key }, inForce, new Date(at).toISOString())],
  };
};
