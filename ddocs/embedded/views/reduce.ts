import { badRequest, CouchError } from '../http/error.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { IndexRow } from './view-index.ts';

/** Reduces lists of rows to one value each. */
export type Reducer = (groups: readonly (readonly IndexRow[])[]) => Promise<unknown[]> | unknown[];

/** The reduce of a view: one of CouchDB's own, or a function. @throws `builtin_reduce_error` */
export function reducerOf(text: string, sandbox: Sandbox): Reducer {
  switch (text.trim()) {
    case '_count':
      return groups => groups.map(rows => rows.length);
    case '_sum':
      return groups => groups.map(rows => rows.map(({ value }) => value).reduce(add));
    case '_stats':
      return groups => groups.map(rows => stats(rows.map(({ value }) => value)));
    case '_approx_count_distinct':
      return groups => groups.map(rows => new Set(rows.map(({ key }) => JSON.stringify(key))).size);
    default:
      if (text.startsWith('_'))
        throw badRequest(`\`${text}\` is not a supported reduce function.`, 'invalid_design_doc');
      return groups => byFunction(groups, text, sandbox);
  }
}

function add(a: unknown, b: unknown): unknown {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  if (Array.isArray(a) || Array.isArray(b)) {
    const [left, right] = [Array.isArray(a) ? a : [a], Array.isArray(b) ? b : [b]];
    return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => add(left[at] ?? 0, right[at] ?? 0));
  }
  if (isObject(a) && isObject(b)) {
    const sum = { ...a };
    for (const [name, value] of Object.entries(b)) sum[name] = name in sum ? add(sum[name], value) : value;
    return sum;
  }
  throw builtinError(
    '_sum',
    'must be numbers, arrays of numbers or objects of them',
    isObject(a) || typeof a === 'number' ? b : a,
  );
}

function stats(values: readonly unknown[]): object {
  const total = { sum: 0, count: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, sumsqr: 0 };
  for (const value of values) {
    if (typeof value !== 'number') throw builtinError('_stats', 'must be numbers', value);
    total.sum += value;
    total.count += 1;
    total.min = Math.min(total.min, value);
    total.max = Math.max(total.max, value);
    total.sumsqr += value * value;
  }
  return total;
}

const builtinError = (name: string, rule: string, value: unknown) =>
  new CouchError(
    500,
    'builtin_reduce_error',
    `The ${name} function requires that map values ${rule}: ${JSON.stringify(value)}`,
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Rows that a function gets at once, as on CouchDB; the values that it makes of them are reduced again. */
const AT_ONCE = 100;
/** CouchDB's rule: a result over 4096 characters that is more than half of what went in does not reduce. */
const LARGEST = 4096;

type ReduceCall = [keys: unknown, values: unknown[], rereduce: boolean];

async function byFunction(
  groups: readonly (readonly IndexRow[])[],
  text: string,
  sandbox: Sandbox,
): Promise<unknown[]> {
  const run = async (calls: ReduceCall[]) => {
    const made = await sandbox.run<unknown[]>('reduce', { functions: [text] }, calls);
    for (const [at, value] of made.entries()) requireSmaller(value, calls[at]![1]);
    return made;
  };
  const first = groups.flatMap(rows =>
    slices(rows).map(
      (part): ReduceCall => [part.map(({ key, id }) => [key, id]), part.map(({ value }) => value), false],
    ),
  );
  let made = await run(first);
  let sizes = groups.map(rows => Math.ceil(rows.length / AT_ONCE));
  while (sizes.some(size => size > 1)) {
    const calls: ReduceCall[] = [];
    let at = 0;
    for (const size of sizes) {
      for (const part of slices(made.slice(at, at + size))) calls.push([null, [...part], true]);
      at += size;
    }
    made = await run(calls);
    sizes = sizes.map(size => Math.ceil(size / AT_ONCE));
  }
  return made;
}

function slices<T>(list: readonly T[]): (readonly T[])[] {
  return Array.from({ length: Math.ceil(list.length / AT_ONCE) }, (_, at) =>
    list.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
}

function requireSmaller(made: unknown, values: readonly unknown[]): void {
  const size = JSON.stringify(made).length;
  if (size <= LARGEST || size * 2 < JSON.stringify(values).length) return;
  throw new CouchError(
    500,
    'reduce_overflow_error',
    `Reduce output must shrink more rapidly: ${size} characters of ${values.length} values`,
  );
}
