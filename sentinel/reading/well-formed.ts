/**
 * A text without halves of characters, which no JSON can carry and CouchDB refuses: one such message would hold up a
 * whole batch.
 */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

/** Deeper values hold no answer, and would end any code that walks through them. */
const deepest = 50;

/** A JSON value with every text in it well formed, its keys too; a value that lies too deep is null. */
export const wellFormedValue = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return null;
  if (Array.isArray(value)) return value.map(each => wellFormedValue(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [wellFormed(key), wellFormedValue(each, depth + 1)]),
  );
};
