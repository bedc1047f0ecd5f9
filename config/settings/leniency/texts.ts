import { isObject, type Notes, type Path } from './notes.ts';

/** A language of a message that has no words yet: `{locale, content: null}`. */
const idleText = (entry: unknown): string | undefined =>
  isObject(entry) && (entry.content === null || entry.content === undefined) ? 'has no text' : undefined;

/** Messages given in place, anywhere in a section, without the languages that have no words. */
export const withoutIdleTexts = (given: unknown, path: Path, notes: Notes): unknown => {
  if (Array.isArray(given)) return given.map((one, at) => withoutIdleTexts(one, [...path, at], notes));
  if (!isObject(given)) return given;
  const fields = Object.entries(given).map(([name, value]): [string, unknown] =>
    name === 'message' && Array.isArray(value)
      ? [name, notes.without(value, [...path, name], idleText)]
      : [name, withoutIdleTexts(value, [...path, name], notes)],
  );
  return Object.fromEntries(fields);
};
