import type { Push } from '@rounds/config/sections/outbound.ts';
import type { Sandbox } from '../engine/sandbox.ts';

/** What of a document is pushed, or why it cannot be. */
export type Payload = { ok: true; body: Record<string, unknown> } | { ok: false; reason: string };

/**
 * What another system is sent of a document. A field that has no value is left out where it is optional; else the
 * document is held back, for half of what was agreed is worse than nothing.
 * @param push with the sources of its fields; dots in their names make objects, whole numbers places of a list
 * @param doc with sender and subject in full, as `hydrated` gives it
 */
export const payloadOf = (
  { mapping }: Pick<Push, 'mapping'>,
  doc: Record<string, unknown>,
  sandbox: Sandbox,
): Payload => {
  const body: Record<string, unknown> = {};
  for (const [field, from] of Object.entries(mapping)) {
    const source: Record<string, unknown> = typeof from === 'string' ? { path: from } : from;
    const found =
      typeof source.expr === 'string'
        ? evaluated(source.expr, doc, sandbox)
        : { value: at({ doc }, String(source.path)) };
    if (found.value === undefined && source.optional === true) continue;
    if (found.value === undefined)
      return { ok: false, reason: `${field} ${found.fault ?? `has no value: there is nothing at ${source.path}`}` };
    if (!put(body, field.split('.'), found.value))
      return { ok: false, reason: `${field} has no place: another field stands there` };
  }
  return { ok: true, body };
};

const evaluated = (
  expr: string,
  doc: Record<string, unknown>,
  sandbox: Sandbox,
): { value?: unknown; fault?: string } => {
  try {
    const value = sandbox.evaluate(expr, { doc });
    return value === undefined ? { fault: 'has no value' } : { value };
  } catch (error) {
    return { fault: `has no value: ${error instanceof Error ? error.message : String(error)}` };
  }
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** The value at a path such as `doc.fields.children[0].name`. */
const at = (names: Readonly<Record<string, unknown>>, path: string): unknown =>
  path
    .replace(/\[(\w+)\]/g, '.$1')
    .split('.')
    .reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), names);

/** Puts a value into what is being made; false where another stands in the way. */
const put = (into: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): boolean => {
  const [next] = rest;
  if (next === undefined) {
    if (Object.hasOwn(into, key)) return false;
    define(into, key, value);
    return true;
  }
  if (!Object.hasOwn(into, key)) define(into, key, /^\d{1,3}$/.test(next) ? [] : {});
  const inner = into[key];
  return isObject(inner) && put(inner, rest, value);
};

/** As a property of its own, whatever its name: `__proto__` too. */
const define = (into: Record<string, unknown>, key: string, value: unknown): void => {
  Object.defineProperty(into, key, { value, enumerable: true, writable: true, configurable: true });
};
