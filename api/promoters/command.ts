import commands from '@rounds/config/promoters/commands.json' with { type: 'json' };
import { folded } from '@rounds/sentinel/dialogues/match.ts';

/** What a promoter can write. */
export type PromoterCommand = keyof typeof commands;

/** A command of a promoter: with a slash in front always, so that no ordinary words are taken for one. */
export const promoterCommandIn = (text: string): { name: PromoterCommand; rest: string } | undefined => {
  const [, word = '', rest = ''] = /^\s*\/([\p{L}_]+)(?:@\w+)?(?:\s+([\s\S]*))?$/u.exec(text) ?? [];
  const wanted = folded(word);
  const found = Object.entries(commands).find(([, words]) => words.some(each => each === wanted));
  return found && { name: found[0] as PromoterCommand, rest: rest.trim() };
};

/** The first word, and all after it. */
export const firstWord = (text: string): [first: string, rest: string] => {
  const [, first = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  return [first, rest.trim()];
};
