import { nearest } from '../sections/nearest.ts';
import { patternIn } from '../sections/patterns.ts';
import { callsIn, parseCondition, testNames } from './condition.ts';
import { durationOf } from './duration.ts';
import { type Fault, pathText } from './faults.ts';
import type { Settings } from './settings.ts';

/**
 * What people write into settings that is more than a value.
 *
 * - `expression` JavaScript that gives a value: `bool_expr`, `condition` of alerts, `relevant_to`, `expr`
 * - `function` JavaScript that is a function: `is_report_counted`, `purge.fn`
 * - `rule` a test of an answer: `validations.list[].rule`
 * - `template` a text with names to fill in: a `message` given in place
 */
export interface Expression {
  kind: 'expression' | 'function' | 'rule' | 'template';
  /** Such as `registrations[0].events[1].bool_expr`. */
  path: string;
  text: string;
}

const sections = [
  ...([
    'registrations',
    'patient_reports',
    'accept_case_reports',
    'self_report',
    'update_clinics',
    'default_responses',
  ] as const),
  ...([
    'muting',
    'notifications',
    'alerts',
    'multi_report_alerts',
    'schedules',
    'reminders',
    'outbound',
    'purge',
    'death_reporting',
  ] as const),
];

const kinds: ReadonlyMap<string, Expression['kind']> = new Map([
  ['bool_expr', 'expression'],
  ['condition', 'expression'],
  ['relevant_to', 'expression'],
  ['expr', 'expression'],
  ['is_report_counted', 'function'],
  ['fn', 'function'],
  ['rule', 'rule'],
]);

const walk = (value: unknown, path: readonly PropertyKey[], isText: boolean): Expression[] => {
  if (typeof value === 'string') {
    // A push has fields of any name, and each is a path as it stands.
    if (path.at(-2) === 'mapping') return [];
    const kind = isText ? 'template' : kinds.get(String(path.at(-1)));
    return kind && value.trim() !== '' ? [{ kind, path: pathText(path), text: value }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  const entries: [PropertyKey, unknown][] = Array.isArray(value)
    ? value.map((one, index) => [index, one])
    : Object.entries(value);
  return entries.flatMap(([key, one]) => {
    // A message given in place is text, a list of {locale, content}, or text by locale.
    if (isText && key === 'locale') return [];
    return walk(one, [...path, key], isText || (key === 'message' && path.at(-1) !== 'mapping'));
  });
};

/** Every expression in the settings, in the order of the sections. */
export const expressionsOf = (settings: Settings): Expression[] =>
  sections.flatMap(section => walk((settings as Record<string, unknown>)[section], [section], false));

const withFields: Partial<Record<string, number>> = {
  exists: 1,
  uniquewithin: 1,
  isafter: 1,
  isbefore: 1,
  regex: 1,
  iregex: 1,
  nonerunning: 1,
};

const isTest = (name: string): boolean => (testNames as readonly string[]).includes(name);

const callFault = ({ name, args }: { name: string; args: readonly string[] }): string | undefined => {
  const test = name.toLowerCase();
  if (!isTest(test)) return undefined;
  if (args.length < (withFields[test] ?? 0)) return `${name} says too little`;
  if ((test === 'uniquewithin' || test === 'isafter' || test === 'isbefore') && !durationOf(args.at(-1)))
    return `${args.at(-1)} is no length of time such as 2 weeks or -1 day`;
  if (test.endsWith('regex') && patternIn(args[0]!) === undefined) return `${args[0]} is not a regular expression`;
  return undefined;
};

/** What is wrong with a rule of `validations`; undefined when nothing is. */
const ruleFault = (rule: string): string | undefined => {
  const condition = parseCondition(rule);
  if (!condition) return 'cannot be read; write a condition such as lenMin(5) && regex("^[0-9]+$")';
  return callsIn(condition)
    .map(callFault)
    .find(fault => fault !== undefined);
};

/** Rules of `validations` that cannot be read, by their paths. */
export const ruleFaults = (settings: Settings): Fault[] =>
  expressionsOf(settings).flatMap(({ kind, path, text }) => {
    const message = kind === 'rule' ? ruleFault(text) : undefined;
    return message === undefined ? [] : [{ path, message }];
  });

/**
 * Tests in rules of `validations` that nobody knows, by their paths: they let everything pass, as CHT's library does.
 */
export const ruleWarnings = (settings: Settings): Fault[] =>
  expressionsOf(settings).flatMap(({ kind, path, text }) => {
    const condition = kind === 'rule' ? parseCondition(text) : null;
    const unknown = (condition ? callsIn(condition) : [])
      .map(({ name }) => name)
      .filter(name => !isTest(name.toLowerCase()));
    return [...new Set(unknown)].map(name => {
      const near = nearest(name.toLowerCase(), testNames);
      return { path, message: `there is no test ${name}, everything passes it${near ? `; is ${near} meant?` : ''}` };
    });
  });
