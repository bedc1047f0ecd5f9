import { isDeepStrictEqual } from 'node:util';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { ImportedDoc } from './documents.ts';
import { fieldAt, isObject } from './paths.ts';

const isLineage = (key: string): boolean => key === 'parent' || key === 'contact';

const merged = (stored: Record<string, unknown>, said: Record<string, unknown>): Record<string, unknown> => {
  const result = { ...stored };
  for (const [key, value] of Object.entries(said)) {
    const old = stored[key];
    if (value === '' && old !== undefined) continue;
    result[key] = isObject(value) && isObject(old) && !isLineage(key) ? merged(old, value) : value;
  }
  return result;
};

/** A copy without the field at the end of a path. */
const without = (doc: Record<string, unknown>, [first = '', ...rest]: readonly string[]): Record<string, unknown> => {
  const { [first]: value, ...others } = doc;
  return rest.length > 0 && isObject(value) ? { ...others, [first]: without(value, rest) } : others;
};

/**
 * The document to write over a stored one, or undefined when the row says nothing new. Values that the row does not
 * give stay: what the sentinel added, a short code behind an empty cell, a date counted from the first import.
 */
export const mergeWith = (stored: Doc, { doc, relative }: Pick<ImportedDoc, 'doc' | 'relative'>): Doc | undefined => {
  const kept = relative.filter(path => fieldAt(stored, path) !== undefined);
  const said = kept.reduce<Record<string, unknown>>((at, path) => without(at, path), doc);
  const result = merged(stored, said) as Doc;
  return isDeepStrictEqual(result, stored) ? undefined : result;
};
