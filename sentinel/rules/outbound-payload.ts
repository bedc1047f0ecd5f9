import type { Sandbox } from './rule.ts';

/** Where a value of a payload comes from: a path such as `doc.fields.name`, or an expression. */
export type OutboundSource = string | { path?: string | undefined; expr?: string | undefined; optional?: boolean | undefined };

/** What is to be pushed, or why nothing can be. */
export type Payload = { payload: Record<string, unknown> } | { fault: string };

/**
 * The payload of a document for another system. A value that is not there is left out where its source is optional; else there is no
 * payload.
 * @param doc hydrated, as `hydrated` and `withLineage` give it
 * @param mapping sources by where their values go; dots make objects, whole numbers places of a list
 */
export const payloadOf = (doc: Record<string, unknown>, mapping: Readonly<Record<string, OutboundSource>>, sandbox: Sandbox): Payload => {
  const payload: Record<string, unknown> = {};
  for (const [to, source] of Object.entries(mapping)) {
    const { path, expr, optional = false } = typeof source === 'string' ? { path: source } : source;
    const { value, fault } = expr === undefined ? { value: valueAt({ doc }, path ?? '') } : evaluated(expr, doc, sandbox);
    if (value === undefined && optional) continue;
    if (value === undefined) return { fault: `${to}: ${fault ?? `there is nothing at ${path}`}` };
    if (!put(payload, to.split('.'), value)) return { fault: `${to}: another part of the mapping puts a value there` };
  }
  return { payload };
};

const evaluated = (expr: string, doc: Record<string, unknown>, sandbox: Sandbox): { value?: unknown; fault?: string } => {
  try {
    const value = sandbox.evaluate(expr, { doc });
    return value === undefined ? { fault: `${expr} has no value` } : { value };
  } catch (error) {
    return { fault: `${expr}: ${error instanceof Error ? error.message : String(error)}` };
  }
};

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const valueAt = (from: unknown, path: string): unknown =>
  path
    .replace(/\[(\w+)\]/g, '.$1')
    .split('.')
    .reduce<unknown>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), from);

/** Puts a value into a payload that is being made; false where a value stands in the way. */
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
