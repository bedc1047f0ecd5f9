import { compareKeys } from './collate.ts';
import { badRequest } from './error.ts';

/** Whether a document is what a Mango selector describes. */
export type Matcher = (doc: unknown) => boolean;

/** Whether a value satisfies a condition; `present` is false where the document has no such field. */
type Test = (value: unknown, present: boolean) => boolean;

/**
 * Reads a Mango selector. A condition on a field that a document does not have is never true, except `$exists: false`, `$ne`, `$nin`, `$not`
 * and `$nor` about it.
 *
 * @throws `invalid_operator`, `bad_request`
 * @see https://docs.couchdb.org/en/stable/api/database/find.html#selector-syntax
 */
export function matcherOf(selector: unknown): Matcher {
  if (!isObject(selector)) throw badRequest('Selector must be a JSON object', 'invalid_selector_json');
  const test = objectTest(selector);
  return doc => test(doc, true);
}

/** An object of a selector: fields and operators, which all have to hold. */
function objectTest(object: Record<string, unknown>): Test {
  const tests = Object.entries(object).map(([name, argument]) =>
    name.startsWith('$') ? operatorTest(name, argument) : fieldTest(name, argument),
  );
  return tests.length === 1 ? tests[0]! : (value, present) => tests.every(test => test(value, present));
}

function fieldTest(name: string, condition: unknown): Test {
  const path = fieldPath(name);
  const test = conditionTest(condition);
  return value => {
    const found = follow(value, path);
    return test(found.value, found.present);
  };
}

/** What a field is compared with: an object is more of a selector (the empty one equals `{}`), anything else an equal value. */
function conditionTest(condition: unknown): Test {
  if (!isObject(condition) || !Object.keys(condition).length) return equals(condition);
  return objectTest(condition);
}

const equals =
  (wanted: unknown): Test =>
  (value, present) =>
    present && compareKeys(value, wanted) === 0;

function operatorTest(name: string, argument: unknown): Test {
  const make = OPERATORS[name];
  if (!make) throw badRequest(`Invalid operator: ${name}`, 'invalid_operator');
  return make(argument, name);
}

const comparing =
  (holds: (order: number) => boolean) =>
  (wanted: unknown): Test =>
  (value, present) =>
    present && holds(compareKeys(value, wanted));

const OPERATORS: Record<string, (argument: unknown, name: string) => Test> = {
  $lt: comparing(order => order < 0),
  $lte: comparing(order => order <= 0),
  $gt: comparing(order => order > 0),
  $gte: comparing(order => order >= 0),
  $eq: equals,
  $ne: wanted => (value, present) => present && compareKeys(value, wanted) !== 0,
  $in: (argument, name) => {
    const list = requireList(argument, name);
    const isIn = (value: unknown) => list.some(one => compareKeys(value, one) === 0);
    return (value, present) => present && (isIn(value) || (Array.isArray(value) && value.some(isIn)));
  },
  $nin: (argument, name) => {
    const list = requireList(argument, name);
    const isIn = (value: unknown) => list.some(one => compareKeys(value, one) === 0);
    return (value, present) => present && !isIn(value) && !(Array.isArray(value) && value.some(isIn));
  },
  $exists: (argument, name) => {
    const wanted = requireFlag(argument, name);
    return (_value, present) => present === wanted;
  },
  $type: argument => {
    if (typeof argument !== 'string') throw badArgument('$type', argument);
    return (value, present) => present && typeName(value) === argument;
  },
  $size: argument => {
    if (typeof argument !== 'number') throw badArgument('$size', argument);
    return value => Array.isArray(value) && value.length === argument;
  },
  $mod: (argument, name) => {
    const [divisor, remainder] = requireList(argument, name);
    if (!Number.isInteger(divisor) || !divisor || !Number.isInteger(remainder)) throw badArgument('$mod', argument);
    return value => Number.isInteger(value) && (value as number) % (divisor as number) === remainder;
  },
  $regex: argument => {
    const pattern = requirePattern(argument);
    return value => typeof value === 'string' && pattern.test(value);
  },
  $beginsWith: argument => {
    if (typeof argument !== 'string') throw badArgument('$beginsWith', argument);
    return value => typeof value === 'string' && value.startsWith(argument);
  },
  $all: (argument, name) => {
    const list = requireList(argument, name);
    return value => Array.isArray(value) && list.length > 0 && list.every(one => value.some(part => compareKeys(part, one) === 0));
  },
  $elemMatch: argument => {
    const test = conditionTest(argument);
    return value => Array.isArray(value) && value.some(one => test(one, true));
  },
  $allMatch: argument => {
    const test = conditionTest(argument);
    return value => Array.isArray(value) && value.length > 0 && value.every(one => test(one, true));
  },
  $keyMapMatch: argument => {
    const test = conditionTest(argument);
    return value => isObject(value) && Object.keys(value).some(key => test(key, true));
  },
  $and: (argument, name) => every(requireList(argument, name)),
  $or: (argument, name) => {
    const tests = requireList(argument, name).map(conditionTest);
    return (value, present) => !tests.length || tests.some(test => test(value, present));
  },
  $nor: (argument, name) => {
    const tests = requireList(argument, name).map(conditionTest);
    return (value, present) => !tests.some(test => test(value, present));
  },
  $not: argument => {
    const test = conditionTest(argument);
    return (value, present) => !test(value, present);
  },
};

function every(conditions: readonly unknown[]): Test {
  const tests = conditions.map(conditionTest);
  return (value, present) => tests.every(test => test(value, present));
}

/** The parts of a field's name: `a.b` is `b` within `a`; `\.` is a dot. */
export const fieldPath = (name: string): string[] => name.split(/(?<!\\)\./).map(part => part.replaceAll('\\.', '.'));

/** The value at a path, if there is one. */
export function follow(doc: unknown, path: readonly string[]): { value: unknown; present: boolean } {
  let value = doc;
  for (const part of path) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, part)) return { value: undefined, present: false };
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

function requireFlag(argument: unknown, name: string): boolean {
  if (typeof argument !== 'boolean') throw badArgument(name, argument);
  return argument;
}

function requirePattern(argument: unknown): RegExp {
  if (typeof argument !== 'string') throw badArgument('$regex', argument);
  try {
    return new RegExp(argument);
  } catch {
    throw badArgument('$regex', argument);
  }
}

const badArgument = (name: string, argument: unknown) => badRequest(`Invalid argument for ${name}: ${JSON.stringify(argument)}`, 'bad_arg');

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);
