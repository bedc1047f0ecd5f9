import { badRequest } from '../refusal.ts';
import type { Params } from '../shapes.ts';

/** A value that came as JSON within a form is read; anything else is as it came. */
const plain = (value: unknown): unknown => {
  if (typeof value !== 'string' || !/^[[{]/.test(value.trim())) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

export const textOf = (params: Params, name: string): string | undefined => {
  const value = params[name];
  return value === undefined || value === null ? undefined : String(value);
};

export const numberOf = (params: Params, name: string): number | undefined => {
  const value = params[name];
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw badRequest(`invalid ${name} specified`);
  return number;
};

export const flagOf = (params: Params, name: string): boolean => params[name] === true || params[name] === 'true';

export const objectOf = (params: Params, name: string): Readonly<Record<string, unknown>> | undefined => {
  const value = plain(params[name]);
  return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
};

export const listOf = (params: Params, name: string): readonly unknown[] | undefined => {
  const value = plain(params[name]);
  return Array.isArray(value) ? value : undefined;
};
