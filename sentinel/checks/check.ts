import { patternIn } from '@rounds/config/sections/patterns.ts';
import type { Validations } from '@rounds/config/sections/text.ts';
import { type Condition, callsIn, parseCondition, type testNames } from '@rounds/config/settings/condition.ts';
import { durationOf } from '@rounds/config/settings/duration.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { Report, ReportError } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import type { AnswersAsked } from '../reports/answers.ts';
import { fieldOf } from '../reports/field.ts';

/**
 * What the tests of a report may look at besides the report. A phone gives less than the server: it lets pass what it
 * cannot tell, and the server tests the report again.
 */
export interface Checking {
  /** Whether another report answers as asked. */
  isAnswered?: (asked: AnswersAsked) => boolean;
  /** Whether a contact has this phone. */
  isPhoneTaken?: (phone: string) => boolean;
  /** Whether messages of one of these schedules are still to come for the person whom the report is about. */
  isRunning?: (schedules: readonly string[]) => boolean;
  settings?: Pick<Settings, 'default_timezone'>;
  /** Whether a text is a phone number by the settings. */
  isPhone?: (text: string) => boolean;
  /**
   * Whether a pattern of the settings matches a text. The server tests it in the sandbox, where a pattern that goes
   * back and forth without end is broken off; a phone, which has none, tests it directly.
   * @throws AppError `settings/expression` when it takes too long
   */
  isMatch?: (pattern: string, flags: string, text: string) => boolean;
}

/** One value that is tested, and where it stands. */
interface Tested {
  value: string;
  /** The field that it is the value of. */
  property: string;
  report: Report;
  checking: Checking;
}

type Test = (tested: Tested, args: readonly string[]) => boolean;
type TestName = (typeof testNames)[number];

const number = (text: string | undefined): number =>
  Number(text === undefined || text.trim() === '' ? Number.NaN : text);
const lower = (text: string): string => text.toLowerCase();

const directly = (pattern: string, flags: string, text: string): boolean => new RegExp(pattern, flags).test(text);

/** Whether an answer fits a pattern. One that is none, or that is broken off, fits nothing. */
const matches = ({ value, checking }: Tested, text: string | undefined, flags = ''): boolean => {
  const pattern = patternIn(text ?? '');
  if (pattern === undefined) return false;
  try {
    return (checking.isMatch ?? directly)(pattern, /^[imsu]*$/.test(flags) ? flags : '', value);
  } catch (error) {
    if (error instanceof SyntaxError || isAppError(error, 'settings/expression')) return false;
    throw error;
  }
};

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const field = (report: Report, name: string | undefined): string =>
  name === undefined ? '' : textOf(fieldOf(report, name));

const same: Test = ({ value }, [wanted = '']) => value === wanted;
const sameButCase: Test = ({ value }, [wanted = '']) => lower(value) === lower(wanted);
const sameField: Test = ({ value, report }, [other]) => value === field(report, other);
const sameFieldButCase: Test = ({ value, report }, [other]) => lower(value) === lower(field(report, other));

const zoned = ({ checking }: Tested): ReturnType<typeof byZone> => byZone(checking.settings?.default_timezone);

/** The day of an answer: a moment in ms, or a date as text. Null when it is neither. */
const dayOf = (tested: Tested): DateTime | null => {
  const { value } = tested;
  const at = /^-?\d{9,}$/.test(value.trim())
    ? DateTime.fromMillis(Number(value), zoned(tested))
    : DateTime.fromISO(value.trim(), zoned(tested));
  return at.isValid ? at.startOf('day') : null;
};

const madeAt = ({ reported_date }: Report): Ms => Number(reported_date ?? 0) || 0;

/**
 * The day so long after, or before, the one on which the report was made: a report settled late is tested as if at
 * once.
 */
const dayFrom = (tested: Tested, length: string | undefined): DateTime | null => {
  const duration = durationOf(length);
  const made = DateTime.fromMillis(madeAt(tested.report), zoned(tested));
  return duration && made.plus({ [duration.unit]: duration.amount }).startOf('day');
};

const compared =
  (holds: (day: number, other: number) => boolean): Test =>
  (tested, [length]) => {
    const [day, other] = [dayOf(tested), dayFrom(tested, length)];
    return !!day && !!other && holds(day.toMillis(), other.toMillis());
  };

/** A week from 1 to 53 that the year has; the fields named, else the one that is tested, in the year of the report. */
const isIsoWeek: Test = (tested, [weekField, yearField]) => {
  const week = number(weekField === undefined ? tested.value : field(tested.report, weekField));
  const made = DateTime.fromMillis(madeAt(tested.report), zoned(tested));
  const year = yearField === undefined ? made.weekYear : number(field(tested.report, yearField));
  if (!Number.isInteger(week) || !Number.isInteger(year) || year < 1 || year > 9999) return false;
  return week >= 1 && week <= DateTime.fromObject({ weekYear: year, weekNumber: 1 }).weeksInWeekYear;
};

/** What is asked of other reports; null where an answer is missing, so that nothing can have it. */
const questionOf = (
  name: string,
  args: readonly string[],
  { report, property, value }: Omit<Tested, 'checking'>,
): AnswersAsked | null => {
  if (name === 'exists') {
    const [form, other] = args;
    return form === undefined || value === '' ? null : { fields: { [other ?? property]: value }, form };
  }
  const since = name === 'uniquewithin' ? durationOf(args.at(-1)) : null;
  if (name === 'uniquewithin' && !since) return null;
  const named = (since ? args.slice(0, -1) : args).filter(one => one !== 'form');
  const fields = Object.fromEntries((named.length > 0 ? named : [property]).map(one => [one, field(report, one)]));
  if (Object.values(fields).includes('')) return null;
  const made = DateTime.fromMillis(madeAt(report), { zone: 'utc' });
  return {
    fields,
    ...(report.form === undefined ? {} : { form: report.form }),
    ...(since ? { since: made.minus({ [since.unit]: Math.abs(since.amount) }).toMillis() } : {}),
    before: true,
  };
};

const asking =
  (name: string, wanted: boolean): Test =>
  (tested, args) => {
    const { isAnswered } = tested.checking;
    if (!isAnswered) return true;
    const question = questionOf(name, args, tested);
    return (question !== null && isAnswered(question)) === wanted;
  };

const tests: Record<TestName, Test> = {
  equals: same,
  sequals: same,
  iequals: sameButCase,
  siequals: sameButCase,
  equalsto: sameField,
  sequalsto: sameField,
  iequalsto: sameFieldButCase,
  siequalsto: sameFieldButCase,
  lenmin: ({ value }, [least]) => value.length >= number(least),
  lenmax: ({ value }, [most]) => value.length <= number(most),
  lenequals: ({ value }, [length]) => value.length === number(length),
  min: ({ value }, [least]) => number(value) >= number(least),
  max: ({ value }, [most]) => number(value) <= number(most),
  between: ({ value }, [least, most]) => number(value) >= number(least) && number(value) <= number(most),
  in: ({ value }, choices) => choices.includes(value),
  required: ({ value }) => value !== '',
  optional: ({ value }) => value === '',
  numeric: ({ value }) => !Number.isNaN(number(value)),
  integer: ({ value }) => /^\s*[+-]?\d+\s*$/.test(value),
  alpha: ({ value }) => /^[a-zA-Z]+$/.test(value),
  alphanumeric: ({ value }) => /^[a-zA-Z0-9]+$/.test(value),
  // No address is longer (RFC 5321), and a longer text would take long.
  email: ({ value }) => value.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value),
  url: ({ value }) => /^https?:\/\/\S+$/i.test(value),
  regex: (tested, [pattern, flags]) => matches(tested, pattern, flags),
  iregex: (tested, [pattern]) => matches(tested, pattern, 'i'),
  unique: asking('unique', false),
  uniquewithin: asking('uniquewithin', false),
  exists: asking('exists', true),
  uniquephone: ({ value, checking }) => value === '' || !(checking.isPhoneTaken?.(value) ?? false),
  validphone: ({ value, checking }) => checking.isPhone?.(value) ?? true,
  isisoweek: isIsoWeek,
  isafter: compared((day, other) => day > other),
  isbefore: compared((day, other) => day < other),
  nonerunning: ({ checking }, schedules) => !checking.isRunning?.(schedules),
};

/** A test that there is not lets everything pass, as in CHT; the person who uploads it is warned. */
const testOf = (name: string): Test =>
  Object.hasOwn(tests, lower(name)) ? tests[lower(name) as TestName] : () => true;

const holds = (condition: Condition, tested: Tested): boolean => {
  switch (condition.is) {
    case 'call':
      return testOf(condition.name)(tested, condition.args);
    case 'not':
      return !holds(condition.of, tested);
    case 'and':
      return holds(condition.left, tested) && holds(condition.right, tested);
    case 'or':
      return holds(condition.left, tested) || holds(condition.right, tested);
    case 'if':
      return holds(holds(condition.test, tested) ? condition.then : condition.otherwise, tested);
  }
};

/**
 * What a list of validations asks of other documents, for `needs` of a rule: of reports by `unique`, `uniqueWithin` and
 * `exists`, of contacts by `uniquePhone`.
 * @see checked
 */
export const checkNeeds = (
  report: Report,
  { list }: Pick<Validations, 'list'>,
): { isAnswered: AnswersAsked[]; isPhoneTaken: string[] } => {
  const isAnswered: AnswersAsked[] = [];
  const isPhoneTaken: string[] = [];
  for (const { property, rule } of list) {
    const condition = parseCondition(rule);
    const value = field(report, property);
    for (const { name, args } of condition ? callsIn(condition) : []) {
      const test = lower(name);
      if (test === 'uniquephone' && value !== '') isPhoneTaken.push(value);
      const question = ['unique', 'uniquewithin', 'exists'].includes(test)
        ? questionOf(test, args, { report, property, value })
        : null;
      if (question) isAnswered.push(question);
    }
  }
  return { isAnswered, isPhoneTaken };
};

/** Whether a list of validations asks what goes on for the person whom a report is about, by `noneRunning`. */
export const asksRunning = ({ list }: Pick<Validations, 'list'>): boolean =>
  list.some(({ rule }) => {
    const condition = parseCondition(rule);
    return !!condition && callsIn(condition).some(({ name }) => lower(name) === 'nonerunning');
  });

/**
 * Faults of a report by a list of validations, in their order, each with `code` `invalid_<property>`. A rule that
 * cannot be read fails every report: silently accepting them would be worse.
 *
 * The tests are those of CHT. Where it leaves open what counts: `unique('a', 'b')` wants no report of the same form,
 * without errors and made before, that has the same answers to these fields (the tested one when none is named),
 * `uniqueWithin('a', '2 weeks')` none so short a time before, `exists('FORM', 'a')` a report of that form with this
 * value for `a`. Made before, and not: stored before, so that of two alike the first always stands. `isAfter('-1 day')`
 * and `isBefore('2 weeks')` compare days, from the one of the report. Of Rounds is `noneRunning('a schedule')`: nothing
 * registered before for the same person has messages of it to come.
 * @param say the words of a fault, in the reporter's language
 */
export const faultsOf = (
  report: Report,
  { list }: Pick<Validations, 'list'>,
  say: (words: Validations['list'][number]) => string,
  checking: Checking = {},
): ReportError[] =>
  list
    .filter(({ property, rule }) => {
      const condition = parseCondition(rule);
      return !condition || !holds(condition, { value: field(report, property), property, report, checking });
    })
    .map(entry => ({ code: `invalid_${entry.property}`, message: say(entry) }));
