const strings = new Intl.Collator('en');

/**
 * Compares two keys of a view as CouchDB does: null, false, true, numbers, texts (by ICU), arrays, objects; arrays and
 * objects entry by entry. Negative when `a` comes first.
 *
 * @see https://docs.couchdb.org/en/stable/ddocs/views/collation.html
 */
export function compareKeys(a: unknown, b: unknown): number {
  if (a === b) return 0;
  const rank = rankOf(a) - rankOf(b);
  if (rank) return rank;
  if (typeof a === 'string') return strings.compare(a, b as string);
  if (typeof a === 'number') return a - (b as number);
  if (Array.isArray(a)) return compareLists(a, b as unknown[]);
  if (a !== null && typeof a === 'object') return compareObjects(a, b as object);
  return 0;
}

/** Compares two texts by their UTF-8 bytes, which is the order of code points. */
export function compareIds(a: string, b: string): number {
  if (a === b) return 0;
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x !== y) return surrogateLast(x) - surrogateLast(y);
  }
  return a.length - b.length;
}

/**
 * UTF-16 sorts the halves of a pair (U+D800 to U+DFFF) below U+E000 to U+FFFF; code points and UTF-8 sort them above.
 */
const surrogateLast = (unit: number) => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function rankOf(key: unknown): number {
  if (key === null || key === undefined) return 0;
  if (key === false) return 1;
  if (key === true) return 2;
  if (typeof key === 'number') return 3;
  if (typeof key === 'string') return 4;
  return Array.isArray(key) ? 5 : 6;
}

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  const end = Math.min(a.length, b.length);
  for (let at = 0; at < end; at++) {
    const order = compareKeys(a[at], b[at]);
    if (order) return order;
  }
  return a.length - b.length;
}

function compareObjects(a: object, b: object): number {
  const [left, right] = [Object.entries(a), Object.entries(b)];
  const end = Math.min(left.length, right.length);
  for (let at = 0; at < end; at++) {
    const [leftName, leftValue] = left[at]!;
    const [rightName, rightValue] = right[at]!;
    const order = compareKeys(leftName, rightName) || compareKeys(leftValue, rightValue);
    if (order) return order;
  }
  return left.length - right.length;
}
