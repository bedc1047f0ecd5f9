import { type Answer, json } from '../http/answer.ts';
import { notImplemented } from '../http/error.ts';
import type { Call } from './call.ts';
import { NODE } from './welcome.ts';

/**
 * `GET /_node/_local/_config/chttpd_auth/secret`, from which the vault derives its key; no other part of the
 * configuration is there.
 */
export function nodeConfig({ path, server }: Call): Answer {
  const [, node, ...rest] = path;
  if ((node === '_local' || node === NODE) && rest.join('/') === '_config/chttpd_auth/secret')
    return json(server.secret);
  throw notImplemented('_node');
}
