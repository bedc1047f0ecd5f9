import everywhere from '@rounds/config/dialogues/own-commands.json' with { type: 'json' };
import type { Words } from '@rounds/config/words/translations.ts';
import { formCode } from '@rounds/ddocs/documents/reports.ts';

/** What a person says about herself, by SMS as by chat: the rules answer it. */
export const ownCommands = ['help', 'privacy', 'lang', 'pause', 'resume', 'stop'] as const;
export type OwnCommand = (typeof ownCommands)[number];

/** What is said in chats only, and taken by whoever asks people things there. */
export const chatCommands = [
  ...(['start', 'forms', 'find', 'cancel', 'back', 'skip'] as const),
  ...(['volunteer', 'available', 'away'] as const),
  ...(['events', 'book', 'follow', 'unfollow'] as const),
] as const;
export type ChatCommandName = (typeof chatCommands)[number];

export type CommandName = OwnCommand | ChatCommandName;

/** A command that somebody wrote: its name in this table, and what came after it. */
export interface Command {
  name: CommandName;
  rest: string;
}

const all: readonly CommandName[] = [...ownCommands, ...chatCommands];

/** Words as they are compared: without marks above letters, in lower case. */
const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

/**
 * The words of every language that stand for a command: those that hold in every programme, and `commands.<name>` in its
 * words, separated by commas, which win.
 */
const aliasesIn = (words: Words): Map<string, CommandName> => {
  const found = new Map<string, CommandName>();
  for (const [name, aliases] of Object.entries(everywhere))
    for (const alias of aliases) found.set(plain(alias), name as CommandName);
  for (const name of all) {
    for (const language of Object.values(words))
      for (const alias of (language[`commands.${name}`] ?? '').split(','))
        if (plain(alias)) found.set(plain(alias), name);
  }
  for (const name of all) found.set(name, name);
  return found;
};

const known = new WeakMap<Words, Map<string, CommandName>>();
const aliasesOf = (words: Words): Map<string, CommandName> => {
  const found = known.get(words) ?? aliasesIn(words);
  known.set(words, found);
  return found;
};

/** Languages of the words, by which a language is asked for. */
const isLanguage = (text: string, words: Words): boolean => Object.hasOwn(words, text.toLowerCase());

/**
 * The command that a text is, in any language of the programme; undefined for any other text. With a slash in front
 * anything may follow. Without one it is a command when it is nothing but its word, or asks for a language, and no form of
 * the programme is called so: who writes «stop» means it, who writes «stop coughing» does not.
 * @param forms codes of the forms of the programme
 */
export const commandIn = (text: string, words: Words, forms: readonly string[] = []): Command | undefined => {
  const [, slash = '', word = '', rest = ''] =
    /^(\/?)([\p{L}\p{M}_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/u.exec(text.trim()) ?? [];
  const name = aliasesOf(words).get(plain(word));
  if (name === undefined) return undefined;
  const command = { name, rest: rest.trim() };
  if (slash) return command;
  const isBare = command.rest === '' || (name === 'lang' && isLanguage(command.rest, words));
  const isForm = forms.some(form => formCode(form) === formCode(word));
  return isBare && !isForm && name !== 'start' ? command : undefined;
};

/** Whether a command is answered by the rules, whoever sent it and however. */
export const isOwn = (name: string): name is OwnCommand => (ownCommands as readonly string[]).includes(name);
