import './jitless.ts';
import * as z from 'zod';

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const looksLikeObject = (text: string): boolean => text.trim().startsWith('{');

/** `registrations[].events[].params`: an object, a list, text with commas between, or any of these as JSON text. */
export const params = z
  .union(
    [
      z.string().refine(text => !looksLikeObject(text) || isObject(parsed(text)), {
        error: 'begins like an object, but is no JSON',
      }),
      z.array(z.string()),
      z.record(z.string(), z.unknown()),
    ],
    { error: 'give text, a list, or an object' },
  )
  .nullish()
  .transform(given => given ?? undefined);

/** An event with its parameters as given. */
export interface Parametered {
  params?: z.output<typeof params>;
}

/** Parameters of an event by name; empty when they are a list or plain text. */
export const namedParams = ({ params: given }: Parametered): Record<string, unknown> => {
  const read = typeof given === 'string' && looksLikeObject(given) ? parsed(given) : given;
  return isObject(read) ? read : {};
};

/** Parameters of an event as a list; empty when they are an object. */
export const listedParams = ({ params: given }: Parametered): string[] => {
  if (Array.isArray(given)) return given.flatMap(listed);
  if (typeof given !== 'string' || looksLikeObject(given)) return [];
  return listed(given.trim().startsWith('[') ? given.replace(/[[\]"']/g, '') : given);
};

const listed = (text: string): string[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');

/**
 * Names of the schedules of an `assign_schedule` or `clear_schedule` event: one, several with commas between, a list,
 * or `{name}`.
 */
export const scheduleNames = (event: Parametered): string[] => {
  const { name } = namedParams(event);
  return typeof name === 'string' ? listed(name) : listedParams(event);
};
