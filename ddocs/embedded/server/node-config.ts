import { type Answer, json } from '../http/answer.ts';
import { badRequest, CouchError, notAllowed, notFound, notImplemented } from '../http/error.ts';
import type { Call } from './call.ts';
import { NODE } from './welcome.ts';

/** `/_node/_local/_config`: the configuration, a section of it or a value, to read and in part to set. */
export async function nodeConfig(call: Call): Promise<Answer> {
  const [, node, part, section, key, ...more] = call.path;
  if (node !== '_local' && node !== NODE) throw new CouchError(404, 'not_found', 'no such node');
  if (part === undefined) return json({ name: NODE });
  if (part !== '_config' || more.length) throw notImplemented(`_node/${node}/${part}`);
  if (call.method === 'GET') return json(read(call.server.config.all(), section, key));
  if (section === '_reload' && call.method === 'POST') return json({ ok: true });
  if (section === undefined || key === undefined || call.method === 'POST') throw notAllowed('GET,PUT,DELETE');
  if (call.method === 'DELETE') return json(requireKnown(await call.server.config.set(section, key, null)));
  const value = await call.json();
  if (typeof value !== 'string') throw badRequest('a value of the configuration is text');
  return json((await call.server.config.set(section, key, value)) ?? '');
}

function read(all: Record<string, Record<string, string>>, section?: string, key?: string): unknown {
  if (section === undefined) return all;
  const values = Object.hasOwn(all, section) ? all[section]! : {};
  if (key === undefined) return values;
  return requireKnown(Object.hasOwn(values, key) ? values[key] : undefined);
}

function requireKnown(value: string | undefined): string {
  if (value === undefined) throw notFound('unknown_config_value');
  return value;
}
