import { RE2JS } from 're2js';
import { badRequest } from '../http/error.ts';
import { compareIds, compareKeys } from '../lists/collate.ts';

/** Whether a document is what a Mango selector describes. */
export type Matcher = (doc: unknown) => boolean;

/** Whether a value satisfies a condition; `present` is false where the document has no such field. */
type Test = (value: unknown, present: boolean) => boolean;

type Compare = (a: unknown, b: unknown) => number;

/**
 * Reads a Mango selector. A condition on a field that a document does not have is never true, negated or not, except
 * that on its existence.
 *
 * @throws `invalid_operator`, `bad_request`
 * @see https://docs.couchdb.org/en/stable/api/database/find.html#selector-syntax
 */
export function matcherOf(selector: unknown): Matcher {
  if (!isObject(selector)) throw badRequest('Selector must be a JSON object', 'invalid_selector_json');
  const test = objectTest(selector, false, compareKeys);
  return doc => test(doc, true);
}

/** An object of a selector: fields and operators, which all have to hold; negated, one of them must not. */
function objectTest(object: Record<string, unknown>, negated: boolean, compare: Compare): Test {
  const tests = Object.entries(object).map(([name, argument]) =>
    name.startsWith('$') ? operatorTest(name, argument, negated, compare) : fieldTest(name, argument, negated),
  );
  return tests.length === 1 ? tests[0]! : allOf(tests, negated);
}

function fieldTest(name: string, condition: unknown, negated: boolean): Test {
  const path = fieldPath(name);
  const test = conditionTest(condition, negated, name === '_id' ? compareDocIds : compareKeys);
  return value => {
    const found = follow(value, path);
    return test(found.value, found.present);
  };
}

/**
 * What a field is compared with: an object is more of a selector (the empty one equals `{}`), anything else an equal
 * value.
 */
function conditionTest(condition: unknown, negated: boolean, compare: Compare): Test {
  if (isObject(condition) && Object.keys(condition).length) return objectTest(condition, negated, compare);
  return valueTest(value => compare(value, condition) === 0, negated);
}

/** Ids compare by their bytes, and come after everything that is no text; all else compares like the keys of views. */
const compareDocIds: Compare = (id, wanted) =>
  typeof id === 'string' && typeof wanted === 'string' ? compareIds(id, wanted) : 1;

/** A test of a value that is there. */
const valueTest =
  (holds: (value: unknown) => boolean, negated: boolean): Test =>
  (value, present) =>
    present && holds(value) !== negated;

const allOf = (tests: readonly Test[], negated: boolean): Test =>
  negated ? anyOf(tests, false) : (value, present) => tests.every(test => test(value, present));

const anyOf = (tests: readonly Test[], negated: boolean): Test =>
  negated ? allOf(tests, false) : (value, present) => tests.some(test => test(value, present));

function operatorTest(name: string, argument: unknown, negated: boolean, compare: Compare): Test {
  const parts = (negatedParts: boolean) =>
    requireList(argument, name).map(one => conditionTest(one, negatedParts, compare));
  switch (name) {
    case '$and':
      return allOf(parts(negated), negated);
    case '$or': {
      const tests = parts(negated);
      return tests.length ? anyOf(tests, negated) : () => true;
    }
    case '$nor':
      return anyOf(parts(!negated), !negated);
    case '$not':
      if (!isObject(argument)) throw badArgument(name, argument);
      return conditionTest(argument, !negated, compare);
    case '$exists': {
      if (typeof argument !== 'boolean') throw badArgument(name, argument);
      return (_value, present) => present === (argument !== negated);
    }
  }
  const make = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (!make) throw badRequest(`Invalid operator: ${name}`, 'invalid_operator');
  return valueTest(make(argument, name, compare), negated);
}

type Holds = (value: unknown) => boolean;

const comparing =
  (holds: (order: number) => boolean) =>
  (wanted: unknown, _name: string, compare: Compare): Holds =>
  value =>
    holds(compare(value, wanted));

/** Operators on a value that is there. */
const OPERATORS: Record<string, (argument: unknown, name: string, compare: Compare) => Holds> = {
  $lt: comparing(order => order < 0),
  $lte: comparing(order => order <= 0),
  $gt: comparing(order => order > 0),
  $gte: comparing(order => order >= 0),
  $eq: comparing(order => order === 0),
  $ne: comparing(order => order !== 0),
  $in: (argument, name, compare) => isAmong(requireList(argument, name), compare),
  $nin: (argument, name, compare) => {
    const among = isAmong(requireList(argument, name), compare);
    return value => !among(value);
  },
  $type: (argument, name) => {
    const type = requireText(argument, name);
    return value => typeName(value) === type;
  },
  $size: (argument, name) => {
    if (typeof argument !== 'number') throw badArgument(name, argument);
    return value => Array.isArray(value) && value.length === argument;
  },
  $mod: (argument, name) => {
    const [divisor, remainder] = requireList(argument, name);
    if (!Number.isInteger(divisor) || !divisor || !Number.isInteger(remainder)) throw badArgument(name, argument);
    return value => Number.isInteger(value) && (value as number) % (divisor as number) === remainder;
  },
  $regex: (argument, name) => {
    const pattern = requirePattern(requireText(argument, name));
    return value => typeof value === 'string' && pattern.test(value);
  },
  $beginsWith: (argument, name) => {
    const prefix = requireText(argument, name);
    return value => typeof value === 'string' && value.startsWith(prefix);
  },
  $all: (argument, name) => {
    const list = requireList(argument, name);
    return value =>
      Array.isArray(value) && list.length > 0 && list.every(one => value.some(part => compareKeys(part, one) === 0));
  },
  $elemMatch: argument => {
    const test = conditionTest(argument, false, compareKeys);
    return value => Array.isArray(value) && value.some(one => test(one, true));
  },
  $allMatch: argument => {
    const test = conditionTest(argument, false, compareKeys);
    return value => Array.isArray(value) && value.length > 0 && value.every(one => test(one, true));
  },
  $keyMapMatch: argument => {
    const test = conditionTest(argument, false, compareKeys);
    return value => isObject(value) && Object.keys(value).some(key => test(key, true));
  },
};

/** Equal to one of the list, or an array with an element that is. */
function isAmong(list: readonly unknown[], compare: Compare): Holds {
  const equalsOne = (value: unknown) => list.some(one => compare(value, one) === 0);
  return value => equalsOne(value) || (Array.isArray(value) && value.some(equalsOne));
}

/** The parts of a field's name: `a.b` is `b` within `a`; `\.` is a dot. */
export const fieldPath = (name: string): string[] => name.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));

/** The value at a path, if there is one. */
export function follow(doc: unknown, path: readonly string[]): { value: unknown; present: boolean } {
  let value = doc;
  for (const part of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part))
      return { value: undefined, present: false };
    value = (value as Record<string, unknown>)[part];
  }
  return { value, present: value !== undefined };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function requireList(argument: unknown, name: string): unknown[] {
  if (!Array.isArray(argument)) throw badArgument(name, argument);
  return argument;
}

function requireText(argument: unknown, name: string): string {
  if (typeof argument !== 'string') throw badArgument(name, argument);
  return argument;
}

/** A pattern that takes time in proportion to the text: any other could run for ages and hold up everybody. */
function requirePattern(text: string): RE2JS {
  if (text.length > longestPattern) throw badArgument('$regex', text.slice(0, 100));
  try {
    return RE2JS.compile(text);
  } catch {
    throw badArgument('$regex', text);
  }
}

/** Longest pattern, in characters. */
const longestPattern = 500;

const badArgument = (name: string, argument: unknown) =>
  badRequest(`Invalid argument for ${name}: ${JSON.stringify(argument)}`, 'bad_arg');

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
