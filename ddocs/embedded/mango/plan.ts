import { badRequest, CouchError } from '../http/error.ts';
import { type MangoIndex, parseFields } from './mango-index.ts';

/**
 * What a selector says about one field: the values between `low` and `high`, ends included. A superset: the selector is
 * asked again.
 */
interface Span {
  low?: unknown;
  high?: unknown;
  equal?: boolean;
}

/** How a `_find` will be answered. */
export interface Plan {
  /** Null: all documents by id. */
  index: MangoIndex | null;
  /** Ends of the keys to read, ends included; undefined is open. */
  low: unknown;
  high: unknown;
  descending: boolean;
  warning?: string;
}

/** Comes after every other value in a key. */
const LAST = { '\uffff': {} };
const NO_INDEX = 'No matching index found, create an index to optimize query time.';

/**
 * Chooses the index for a selector and an order: the usable one with the most equal fields in front, then the fewest
 * fields.
 * @throws `no_usable_index` when an order is asked for that no index has
 */
export function planOf(
  selector: Record<string, unknown>,
  sort: unknown,
  useIndex: unknown,
  indexes: readonly MangoIndex[],
): Plan {
  const order = sort === undefined ? [] : parseFields(sort);
  if (!order) throw badRequest('sort must be a list of fields', 'invalid_sort_json');
  const descending = order[0]?.direction === 'desc';
  if (order.some(({ direction }) => direction !== order[0]?.direction))
    throw badRequest('Sorts currently only support a single direction for all fields.', 'unsupported_mixed_sort');

  const spans = spansOf(selector);
  const named = namedIndexes(useIndex, indexes);
  const usable = (index: MangoIndex) => isUsable(index, spans, order);
  const chosen =
    best(named.filter(usable), spans) ??
    best(
      indexes.filter(index => !index.partial && usable(index)),
      spans,
    );
  const warning =
    useIndex !== undefined && !(chosen && named.includes(chosen))
      ? `${JSON.stringify(useIndex)} was not used because it is not a valid index for this query.`
      : undefined;
  if (chosen) return { index: chosen, ...rangeOf(chosen, spans), descending, warning };
  if (order.length && !(order.length === 1 && order[0]!.name === '_id')) {
    throw new CouchError(400, 'no_usable_index', 'No index exists for this sort, try indexing by the sort fields.');
  }
  const id = spans.get('_id');
  return {
    index: null,
    low: id?.low,
    high: id?.high,
    descending,
    warning: warning ?? (id || order.length ? undefined : NO_INDEX),
  };
}

/**
 * The spans of the fields that must hold on every match. Fields are named as in the selector, `a.b` for `{a: {b: …}}`.
 */
function spansOf(selector: Record<string, unknown>, prefix = ''): Map<string, Span> {
  const spans = new Map<string, Span>();
  const add = (more: ReadonlyMap<string, Span>) => {
    for (const [name, span] of more) spans.set(name, narrower(spans.get(name), span));
  };
  for (const [name, condition] of Object.entries(selector)) {
    if (name === '$and' && Array.isArray(condition))
      for (const one of condition) if (isObject(one)) add(spansOf(one, prefix));
    if (name.startsWith('$')) continue;
    const field = prefix + name;
    if (!isObject(condition) || !Object.keys(condition).length) {
      add(new Map([[field, { low: condition, high: condition, equal: true }]]));
      continue;
    }
    const operators = Object.entries(condition).filter(([key]) => key.startsWith('$'));
    for (const [operator, argument] of operators) {
      const span = spanOf(operator, argument);
      if (span) add(new Map([[field, span]]));
    }
    const deeper = Object.entries(condition).filter(([key]) => !key.startsWith('$'));
    if (deeper.length) add(spansOf(Object.fromEntries(deeper), `${field}.`));
  }
  return spans;
}

/** What an operator says; null when it may hold without the field. */
function spanOf(operator: string, argument: unknown): Span | null {
  switch (operator) {
    case '$eq':
      return { low: argument, high: argument, equal: true };
    case '$gt':
    case '$gte':
      return { low: argument };
    case '$lt':
    case '$lte':
      return { high: argument };
    case '$beginsWith':
      return { low: argument };
    case '$exists':
      return argument === true ? {} : null;
    case '$or':
    case '$nor':
    case '$not':
      return null;
    default:
      return {};
  }
}

function narrower(one: Span | undefined, other: Span): Span {
  if (!one) return other;
  return {
    low: one.low === undefined ? other.low : one.low,
    high: one.high === undefined ? other.high : one.high,
    equal: one.equal || other.equal,
  };
}

function namedIndexes(useIndex: unknown, indexes: readonly MangoIndex[]): readonly MangoIndex[] {
  if (useIndex === undefined) return [];
  const [ddoc, name] = Array.isArray(useIndex) ? useIndex : [useIndex];
  if (typeof ddoc !== 'string') throw badRequest('use_index must be text, or a list of design document and name');
  const id = `_design/${ddoc.replace(/^_design\//, '')}`;
  return indexes.filter(index => index.ddoc === id && (name === undefined || index.name === name));
}

/**
 * Whether every match is in the index, in the wanted order. A field that is sorted by may be taken to be there, as
 * CouchDB does.
 */
function isUsable({ fields }: MangoIndex, spans: ReadonlyMap<string, Span>, order: MangoIndex['fields']): boolean {
  const sorted = new Set(order.map(({ name }) => name));
  if (!fields.every(({ name }) => spans.has(name) || sorted.has(name))) return false;
  if (!order.length) return spans.has(fields[0]!.name);
  const constant = (name: string) => spans.get(name)?.equal === true && !sorted.has(name);
  const left = fields.map(({ name }) => name);
  while (left.length && constant(left[0]!)) left.shift();
  return order.every(({ name }, at) => left[at] === name);
}

function best(candidates: readonly MangoIndex[], spans: ReadonlyMap<string, Span>): MangoIndex | undefined {
  const equalInFront = ({ fields }: MangoIndex) => {
    const at = fields.findIndex(({ name }) => !spans.get(name)?.equal);
    return at < 0 ? fields.length : at;
  };
  return [...candidates].sort(
    (a, b) => equalInFront(b) - equalInFront(a) || a.fields.length - b.fields.length || (a.ddoc < b.ddoc ? -1 : 1),
  )[0];
}

function rangeOf({ fields }: MangoIndex, spans: ReadonlyMap<string, Span>): { low: unknown[]; high: unknown[] } {
  const equal: unknown[] = [];
  for (const { name } of fields) {
    const span = spans.get(name);
    if (span?.equal) {
      equal.push(span.low);
      continue;
    }
    return {
      low: span?.low === undefined ? equal : [...equal, span.low],
      high: [...equal, ...(span?.high === undefined ? [] : [span.high]), LAST],
    };
  }
  return { low: equal, high: [...equal, LAST] };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
