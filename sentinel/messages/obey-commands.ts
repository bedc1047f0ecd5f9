import type { Words } from '@rounds/config/words/translations.ts';
import { type Consent, consentId } from '@rounds/ddocs/chats/consent.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import type { Command } from './commands.ts';
import { isMessage, ownCommandOf } from './own-command.ts';
import { withReply } from './reply.ts';

const consents: Readonly<Record<string, Consent['what']>> = { pause: 'paused', resume: 'resumed', stop: 'left' };

/** A message of before that is changed today is not obeyed now. */
const longest: Ms = 24 * 3600 * 1000;

/** Keys of the words that answer. */
const answers: Readonly<Record<string, string>> = {
  help: 'chats.help',
  privacy: 'chats.privacy',
  pause: 'chats.paused',
  resume: 'chats.resumed',
  stop: 'chats.left',
};

/** The language that is asked for, where the programme has words in it. */
const languageIn = (rest: string, words: Words): string | undefined => {
  const asked = rest.toLowerCase();
  return Object.hasOwn(words, asked) ? asked : undefined;
};

/** What a command says and does: the key of the answer, and the entry or language that follows for the contact. */
interface Followed {
  answer: string;
  effects: Effect[];
}

const follow = (report: Report, { name, rest }: Command, contact: Contact, words: Words, at: number): Followed => {
  if (name === 'lang') {
    const language = languageIn(rest, words);
    if (language === undefined) return { answer: 'chats.languages', effects: [] };
    const spoken = change<Contact>(contact._id, doc => (doc.language === language ? doc : { ...doc, language }));
    return { answer: 'chats.language_set', effects: [spoken] };
  }
  const what = consents[name];
  if (!what) return { answer: answers[name]!, effects: [] };
  const entry: Consent = {
    ...{ _id: consentId(contact._id, report._id), type: 'consent', contact: contact._id, what, at },
    ...{ by: 'command', event: report._id },
    ...(typeof contact.language === 'string' ? { language: contact.language } : {}),
    ...(isChatAddress(report.from) ? { address: String(report.from) } : {}),
  };
  return { answer: answers[name]!, effects: [create(entry)] };
};

/**
 * Obeys what a person says about herself, by SMS as by chat: help, privacy, language, pause, resume, stop. Somebody of whom
 * the programme knows nothing is told so in a chat; what he says by SMS is answered as any other text.
 */
export const obeyCommands = rule({
  name: 'commands',
  on: aReport,
  once: true,
  reads: { settings, sender, subject, now, words },
  concerns: isMessage,
  run: (report, facts) => {
    const { settings, words, sender } = facts;
    const command = ownCommandOf(report, settings, words);
    const isChat = isChatAddress(report.from);
    const isOld = facts.now - Number(report.reported_date) > longest;
    if (!command || isOld || (!sender && !isChat)) return [];
    const isAboutHer = !['help', 'privacy'].includes(command.name);
    const { answer, effects }: Followed = sender
      ? follow(report, command, sender.contact, words, Number(report.reported_date))
      : { answer: isAboutHer ? 'chats.not_known' : answers[command.name]!, effects: [] };
    const language = command.name === 'lang' ? languageIn(command.rest, words) : undefined;
    const spoken = { report: language ? { ...report, locale: language } : report, ...facts };
    const at = new Date(facts.now).toISOString();
    return [
      ...effects,
      change<Report>(report._id, doc => {
        const told = withReply(doc, [doc._id, 'commands'], { translation_key: answer }, spoken, at);
        const known = told.chat_message;
        return known?.command === command.name ? told : { ...told, chat_message: { ...known, command: command.name } };
      }),
    ];
  },
});
