/** Whether a value is an object with fields. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at the end of a path, undefined when the way ends before. */
export const fieldAt = (target: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), target);

/**
 * Sets the field at the end of a path, making objects on the way.
 * @returns false when text already stands where an object should
 */
export const setAt = (target: Record<string, unknown>, path: readonly string[], value: unknown): boolean => {
  let at = target;
  for (const part of path.slice(0, -1)) {
    if (at[part] === undefined || at[part] === '') at[part] = {};
    const next = at[part];
    if (!isObject(next)) return false;
    at = next;
  }
  const last = path.at(-1) ?? '';
  if (isObject(at[last]) && !isObject(value)) return value === '';
  at[last] = value;
  return true;
};
