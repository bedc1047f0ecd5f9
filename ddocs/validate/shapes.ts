import type { Doc } from '../documents/doc.ts';
import table from './shapes.json' with { type: 'json' };

/**
 * What a field must be: `plain` is text, a number or yes/no; `text` text alone; any other name stands for a shape of
 * the table; `[shape]` is a list, `{either: [a, b]}` one of two, and any other object an object of which these fields
 * are looked at. Null and absence fit everywhere but in a list.
 */
type Shape = string | readonly [Shape] | { either: readonly [Shape, Shape] } | { readonly [field: string]: Shape };

const { longest: _, ...shapes } = table as unknown as { longest: number } & Record<string, Shape>;
const contactTypes = new Set(['contact', 'district_hospital', 'health_center', 'clinic', 'person']);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value without what does not fit, the same one where all of it does; undefined where nothing is left. */
const fitted = (value: unknown, shape: Shape, path: string, misfits: string[]): unknown => {
  if (value === undefined || value === null) return value;
  const amiss = (): undefined => {
    misfits.push(path);
    return undefined;
  };
  if (shape === 'plain') return typeof value === 'object' ? amiss() : value;
  if (shape === 'text') return typeof value === 'string' ? value : amiss();
  if (typeof shape === 'string') return fitted(value, shapes[shape]!, path, misfits);
  if (Array.isArray(shape)) return Array.isArray(value) ? listOf(value, shape[0] as Shape, path, misfits) : amiss();
  if ('either' in shape) {
    const [first, second] = shape.either as readonly [Shape, Shape];
    const tried: string[] = [];
    const found = fitted(value, first, path, tried);
    return tried.length === 0 ? found : fitted(value, second, path, misfits);
  }
  return isObject(value) ? objectOf(value, shape as Record<string, Shape>, path, misfits) : amiss();
};

/** Entries keep their places: an object that is none is an empty one, a list likewise, a text that is none is ''. */
const listOf = (list: readonly unknown[], shape: Shape, path: string, misfits: string[]): readonly unknown[] => {
  const empty = shape === 'plain' || shape === 'text' ? '' : Array.isArray(shape) ? [] : {};
  const found = list.map((entry, at) => {
    const fit = fitted(entry, shape, `${path}.${at}`, misfits);
    if (entry === null) misfits.push(`${path}.${at}`);
    return fit ?? empty;
  });
  return found.some((entry, at) => entry !== list[at]) ? found : list;
};

const objectOf = (
  object: Record<string, unknown>,
  shape: Record<string, Shape>,
  path: string,
  misfits: string[],
): Record<string, unknown> => {
  let found = object;
  for (const key of Object.keys(shape)) {
    if (!Object.hasOwn(object, key)) continue;
    const fit = fitted(object[key], shape[key]!, path === '' ? key : `${path}.${key}`, misfits);
    if (fit === object[key]) continue;
    if (found === object) found = { ...object };
    if (fit === undefined) delete found[key];
    else found[key] = fit;
  }
  return found;
};

/** A document as its readers can take it. */
export interface Legible<T extends Doc> {
  /** The same document where all of it fits; else a copy to read from, never to be written. */
  doc: T;
  /** Paths of what was left out because it has another type than its readers count on. */
  misfits: readonly string[];
}

/**
 * A document without the fields that would stop whoever reads it: an import, another program or an older version may
 * have left anything there. The contact and the places that it names are looked at, too.
 */
export const legible = <T extends Doc>(doc: T): Legible<T> => {
  const { type } = doc;
  const isContact = typeof type === 'string' && contactTypes.has(type);
  const name = `type ${isContact ? 'contact' : typeof type === 'string' ? type : ''}`;
  if (!Object.hasOwn(shapes, name)) return { doc, misfits: [] };
  const misfits: string[] = [];
  const found = objectOf(doc, shapes[name] as Record<string, Shape>, '', misfits) as T;
  const below = isContact ? withPlaces(found, 'parent', misfits) : found;
  return { doc: isContact || type === 'data_record' ? withPlaces(below, 'contact', misfits) : below, misfits };
};

/**
 * A changed copy of what could be read of a document, as it is to be written: fields that were left out or cut, and
 * that the change did not touch, are as they were stored.
 */
export const withMisfits = <T extends Doc>(changed: T, read: T | null, stored: T | null): T => {
  if (!read || !stored || read === stored) return changed;
  const kept = Object.keys(stored).filter(key => stored[key] !== read[key] && changed[key] === read[key]);
  return kept.length === 0 ? changed : { ...changed, ...Object.fromEntries(kept.map(key => [key, stored[key]])) };
};

/** A chain of places ends before one whose id is no text. */
const withPlaces = <T extends Doc>(doc: T, field: 'parent' | 'contact', misfits: string[]): T => {
  const chain = doc[field];
  const isWhole = (place: unknown, depth = 0): boolean =>
    place === undefined ||
    place === null ||
    place === '' ||
    depth > 50 ||
    (isObject(place) && (place._id === undefined || typeof place._id === 'string') && isWhole(place.parent, depth + 1));
  if (isWhole(chain)) return doc;
  misfits.push(field);
  const cut = (place: unknown): object | undefined => {
    if (!isObject(place) || typeof place._id !== 'string') return undefined;
    const { parent: _above, ...rest } = place;
    const above = cut(place.parent);
    return above ? { ...rest, parent: above } : rest;
  };
  return { ...doc, [field]: cut(chain) };
};
