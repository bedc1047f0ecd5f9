/** A value as one leaf of a conflict has it. */
export interface Leaf<T> {
  rev: string;
  value: T;
}

/** Values that were overruled: by revision, by path. */
export type Losses = Map<string, Map<string, unknown>>;

type Fields = Record<string, unknown>;

/**
 * One object out of several, field by field: of those that differ from the ancestor, the first leaf's. Objects within
 * are merged likewise; lists and lineages are taken whole.
 *
 * @param leaves the one whose word counts most first
 * @param ancestor undefined where it is not known: then a field that any leaf has is kept
 * @param losses takes the values that other leaves had and that were overruled
 */
export const mergeObjects = (
  leaves: readonly Leaf<Fields>[],
  ancestor: Fields | undefined,
  path: string,
  losses: Losses,
): Fields => {
  const keys = new Set(leaves.flatMap(({ value }) => Object.keys(value)));
  const merged: [string, unknown][] = [];
  for (const key of keys) {
    const at = path ? `${path}.${key}` : key;
    const before = ancestor && Object.hasOwn(ancestor, key) ? ancestor[key] : undefined;
    const touched = leaves.filter(({ value }) => (ancestor ? !same(value[key], before) : Object.hasOwn(value, key)));
    const leader = touched[0] ?? leaves[0]!;
    const chosen = leader.value[key];
    const objects = touched
      .filter(({ value }) => isFields(value[key]))
      .map(({ rev, value }) => ({ rev, value: value[key] as Fields }));
    const inner = isFields(chosen) && key !== 'parent' && key !== 'contact' && objects.length > 1;
    const value = inner ? mergeObjects(objects, ancestor && (isFields(before) ? before : {}), at, losses) : chosen;
    if (value !== undefined) merged.push([key, value]);
    for (const { rev, value: other } of touched) {
      const lost = other[key];
      if (lost === undefined || (inner ? isFields(lost) : same(lost, chosen))) continue;
      lose(losses, rev, at, lost);
    }
  }
  return Object.fromEntries(merged);
};

/**
 * Every entry of several lists once, told apart by `keyOf`, in the order of the first lists or sorted; undefined
 * without lists.
 */
export const mergeUnion = <T extends Fields>(
  lists: readonly (readonly T[])[],
  keyOf: (entry: T) => string,
  order?: (a: T, b: T) => number,
): T[] | undefined => {
  if (lists.length === 0) return undefined;
  const entries = new Map<string, T>();
  for (const list of lists)
    for (const entry of list) {
      const key = keyOf(entry);
      if (!entries.has(key)) entries.set(key, entry);
    }
  const merged = [...entries];
  if (order) merged.sort(([x, a], [y, b]) => order(a, b) || (x < y ? -1 : x > y ? 1 : 0));
  return merged.map(([, entry]) => entry);
};

/** Notes a value that was overruled. */
export const lose = (losses: Losses, rev: string, path: string, value: unknown): void => {
  const values = losses.get(rev) ?? new Map<string, unknown>();
  values.set(path, value);
  losses.set(rev, values);
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two JSON values are equal, in whatever order their fields stand. */
export const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, at) => same(item, b[at]));
  if (!isFields(a) || !isFields(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every(key => Object.hasOwn(b, key) && same(a[key], b[key]));
};
