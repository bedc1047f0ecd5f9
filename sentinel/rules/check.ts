import { type Condition, parseCondition } from '@rounds/config/condition.ts';
import type { Validations } from '@rounds/config/sections/text.ts';
import type { Report, ReportError } from '@rounds/ddocs/reports.ts';

/** A test of one value. @param other the value of another field, for `otherField` and the like */
type Test = (value: string, args: readonly string[], other: (field: string) => string) => boolean;

const number = (text: string | undefined): number => Number(text === undefined || text.trim() === '' ? Number.NaN : text);
const lower = (text: string): string => text.toLowerCase();
const matches = (pattern: string | undefined, flags: string | undefined, value: string): boolean => {
  try {
    return new RegExp(pattern ?? '', /^[imsu]*$/.test(flags ?? '') ? flags : '').test(value);
  } catch {
    return false;
  }
};

const same: Test = (value, [wanted = '']) => value === wanted;
const sameButCase: Test = (value, [wanted = '']) => lower(value) === lower(wanted);

const tests: Record<string, Test> = {
  equals: same,
  sequals: same,
  iequals: sameButCase,
  siequals: sameButCase,
  equalsto: (value, [field = ''], other) => value === other(field),
  iequalsto: (value, [field = ''], other) => lower(value) === lower(other(field)),
  lenmin: (value, [least]) => value.length >= number(least),
  lenmax: (value, [most]) => value.length <= number(most),
  lenequals: (value, [length]) => value.length === number(length),
  min: (value, [least]) => number(value) >= number(least),
  max: (value, [most]) => number(value) <= number(most),
  between: (value, [least, most]) => number(value) >= number(least) && number(value) <= number(most),
  in: (value, choices) => choices.includes(value),
  required: value => value !== '',
  optional: value => value === '',
  numeric: value => !Number.isNaN(number(value)),
  integer: value => /^\s*[+-]?\d+\s*$/.test(value),
  alpha: value => /^[a-zA-Z]+$/.test(value),
  alphanumeric: value => /^[a-zA-Z0-9]+$/.test(value),
  email: value => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
  url: value => /^https?:\/\/\S+$/i.test(value),
  regex: (value, [pattern, flags]) => matches(pattern, flags, value),
};

/** Names of the tests, as compared: in lower case. A rule with another one (`exists`, `unique`, ...) asks the database. */
export const knownTests: ReadonlySet<string> = new Set(Object.keys(tests));

const holds = (condition: Condition, value: string, other: (field: string) => string): boolean => {
  switch (condition.is) {
    case 'call':
      return tests[lower(condition.name)]?.(value, condition.args, other) ?? true;
    case 'not':
      return !holds(condition.of, value, other);
    case 'and':
      return holds(condition.left, value, other) && holds(condition.right, value, other);
    case 'or':
      return holds(condition.left, value, other) || holds(condition.right, value, other);
    case 'if':
      return holds(holds(condition.test, value, other) ? condition.then : condition.otherwise, value, other);
  }
};

/** The value of a field of a report, at the top or in `fields`, or at a path such as `fields.group.name`; empty text when there is none. */
export const fieldOf = (report: Report, path: string): unknown => {
  const flat: Record<string, unknown> = { ...report, ...report.fields };
  if (Object.hasOwn(flat, path)) return flat[path];
  let at: unknown = flat;
  for (const key of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
};

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));

/**
 * Faults of a report by a list of validations, in their order, each with `code` `invalid_<property>` (`muting.md` §3.3).
 * A rule that cannot be read fails every report: silently accepting them would be worse.
 * @param say the words of a fault, in the reporter's language
 */
export const faultsOf = (
  report: Report,
  { list }: Pick<Validations, 'list'>,
  say: (words: Validations['list'][number]) => string,
): ReportError[] =>
  list
    .filter(({ property, rule }) => {
      const condition = parseCondition(rule);
      return !condition || !holds(condition, textOf(fieldOf(report, property)), field => textOf(fieldOf(report, field)));
    })
    .map(entry => ({ code: `invalid_${entry.property}`, message: say(entry) }));
