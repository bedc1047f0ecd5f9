import type { Reply } from '@rounds/config/sections/text.ts';
import type { LocalText, Words } from '@rounds/config/words/translations.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import Mustache from 'mustache';
import type { Said } from './wording.ts';

/** Words that are said of a report, and to whom. */
export interface SaidTo extends Said {
  recipient?: Reply['recipient'];
}

/**
 * Names that a message finds without other reports: who it is about and who sent it, with their places, and the
 * filters.
 */
const common: ReadonlySet<string> = new Set(
  'patient patient_name place place_name contact parent grandparent clinic health_center district date datetime bikram_sambat_date local_phone'.split(
    ' ',
  ),
);
const keywords =
  /^(|reporting_unit|parent|grandparent|clinic|health_center|district|(ancestor|link):.*|\+?[\d\s()-]+)$/;

/** A part of a template as Mustache reads it: kind, name, where it begins and ends, and what stands inside. */
type Token = [kind: string, name: string, from: number, to: number, inside?: Token[]];

const namesIn = (tokens: readonly Token[]): string[] =>
  tokens.flatMap(([kind, name, , , inside]) => [
    ...(kind === 'text' || kind === '!' || name === '.' ? [] : [name.split('.')[0]!]),
    ...(Array.isArray(inside) ? namesIn(inside) : []),
  ]);

/** Names of templates that were read: every report asks for those of the same few. */
const read = new Map<string, readonly string[]>();
const mostRead = 2000;

const namesOf = (template: string): readonly string[] => {
  if (!template.includes('{{')) return [];
  const known = read.get(template);
  if (known) return known;
  if (read.size >= mostRead) read.clear();
  const names = [...new Set(parsed(template))];
  read.set(template, names);
  return names;
};

const parsed = (template: string): string[] => {
  try {
    return namesIn(Mustache.parse(template) as Token[]);
  } catch {
    return [];
  }
};

const textsIn = (text: LocalText | undefined): string[] => {
  if (text === undefined || typeof text === 'string') return [text ?? ''];
  return Array.isArray(text)
    ? text.map(({ content }: { content: string }) => content)
    : Object.values(text as Record<string, string>);
};

/**
 * Whether words that are said of a report, or their recipient, may come from another registration about the same
 * person: then those are looked up, which costs more than all else that a message needs.
 * @param known names that are known by the time it is said, besides those of the report
 * See README.md, "Words".
 */
export const speaksOfOthers = (
  report: Report,
  said: readonly SaidTo[],
  words: Words,
  known: ReadonlySet<string> = common,
): boolean => {
  const isKnown = (name: string): boolean =>
    common.has(name) || known.has(name) || Object.hasOwn(report, name) || Object.hasOwn(report.fields ?? {}, name);
  return said.some(({ message, translation_key: key, recipient }) => {
    const texts = [
      ...textsIn(message),
      ...(key === undefined ? [] : Object.values(words).map(some => some[key] ?? '')),
    ];
    const named = ([] as string[]).concat(recipient ?? []).map(one => one.trim());
    const names = [
      ...texts.flatMap(namesOf),
      ...named.filter(one => !keywords.test(one)).map(one => one.split('.')[0]!),
    ];
    return names.some(name => !isKnown(name));
  });
};
