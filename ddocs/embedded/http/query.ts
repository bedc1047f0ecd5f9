import { badRequest } from './error.ts';

/**
 * The parameters after the `?`, read by type.
 * @throws `query_parse_error` from each of them for a value of another type
 */
export interface Query {
  has(name: string): boolean;
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  count(name: string): number | undefined;
  json(name: string): unknown;
  /** All parameters as text. */
  all(): Record<string, string>;
}

/** Reads the parameters of a URL. */
export function parseQuery(search: string): Query {
  const params = new URLSearchParams(search);
  const text = (name: string) => params.get(name) ?? undefined;
  return {
    has: name => params.has(name),
    text,
    flag(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      if (value === 'true' || value === 'false') return value === 'true';
      throw badRequest(`Invalid boolean parameter: ${JSON.stringify(value)}`, 'query_parse_error');
    },
    count(name) {
      const value = text(name);
      return value === undefined ? undefined : requireCount(name, /^-?\d+$/.test(value) ? Number(value) : value);
    },
    json(name) {
      const value = text(name);
      if (value === undefined) return undefined;
      try {
        return JSON.parse(value) as unknown;
      } catch {
        throw badRequest(`invalid UTF-8 JSON in ${name}`);
      }
    },
    all: () => Object.fromEntries(params),
  };
}

/** A number that counts something. @throws `query_parse_error` */
export function requireCount(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw badRequest(`Invalid value for integer: ${JSON.stringify(value)}`, 'query_parse_error');
  if (value < 0) throw badRequest(`Invalid value for positive integer ${name}: ${value}`, 'query_parse_error');
  return value;
}
