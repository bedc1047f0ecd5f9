import type { Words } from '@rounds/config/words.ts';
import type { Report, ScheduledTask } from '@rounds/ddocs/reports.ts';
import Mustache from 'mustache';

/** Names that a message finds without other reports: who it is about and who sent it, with their places, and the filters. */
const common: ReadonlySet<string> = new Set(
  'patient patient_name place place_name contact clinic health_center district date datetime bikram_sambat_date local_phone'.split(' '),
);
const keywords = /^(|reporting_unit|parent|grandparent|clinic|health_center|district|(ancestor|link):.*|\+?[\d\s()-]+)$/;

/** A part of a template as Mustache reads it: kind, name, where it begins and ends, and what stands inside. */
type Token = [kind: string, name: string, from: number, to: number, inside?: Token[]];

const namesIn = (tokens: readonly Token[]): string[] =>
  tokens.flatMap(([kind, name, , , inside]) => [
    ...(kind === 'text' || kind === '!' || name === '.' ? [] : [name.split('.')[0]!]),
    ...(Array.isArray(inside) ? namesIn(inside) : []),
  ]);

const namesOf = (template: string): string[] => {
  try {
    return namesIn(Mustache.parse(template) as Token[]);
  } catch {
    return [];
  }
};

/**
 * Whether the words or the recipient of a scheduled message of a report may come from another registration about the same person: then
 * those are looked up, which costs more than all else that a due message needs.
 * @see sms.md §4.8
 */
export const namesOthers = (report: Report, words: Words): boolean => {
  const isKnown = (name: string) => common.has(name) || Object.hasOwn(report, name) || Object.hasOwn(report.fields ?? {}, name);
  const names = ({ message_key: key, recipient }: ScheduledTask): string[] => [
    ...(key === undefined ? [] : Object.values(words).flatMap(texts => namesOf(texts[key] ?? ''))),
    ...[recipient ?? '']
      .flat()
      .filter(one => !keywords.test(one.trim()))
      .map(one => one.trim().split('.')[0]!),
  ];
  return !!report.scheduled_tasks?.some(task => task.state === 'scheduled' && names(task).some(name => !isKnown(name)));
};
