import { createHash } from 'node:crypto';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';

/**
 * CouchDB (or the embedded database) as the api speaks to it: plain requests, for what the Store port does not cover.
 */
export interface Couch {
  /** Origin and path prefix, without credentials and without a slash at the end. Safe to log. */
  readonly origin: string;
  /** A request as administrator. Answers of every status come back as they are. @throws `store/unreachable` */
  admin(path: string, init?: RequestInit): Promise<Response>;
  /** A request without our credentials: to find out who somebody else is. @throws `store/unreachable` */
  stranger(path: string, init?: RequestInit): Promise<Response>;
  /**
   * Whether this is the name that we ourselves ask under, with a password that is not ours. CouchDB must not be asked
   * about it: after five wrong passwords it locks the name for our address, and with it us, for five minutes.
   */
  isFalseAdmin(name: string, password: string): boolean;
  /**
   * A JSON answer to an administrator's request.
   * @throws `request/invalid` for the status 400, `store/refused` for any other above
   */
  json<T>(path: string, body?: unknown, init?: RequestInit): Promise<T>;
}

/**
 * One piece of a path: an id or the name of a database.
 * @throws `request/invalid` for what a URL would read as "one level up"
 */
export const segment = (text: string): string => {
  if (text === '' || text === '.' || text === '..') throw new AppError('request/invalid', `"${text}" is not an id`);
  return encodeURIComponent(text);
};

/** The path of a document; design and local documents keep the slash of their prefix. */
export const docPath = (database: string, id: string): string => {
  const special = /^(_design|_local)\/(.+)$/s.exec(id);
  return `/${segment(database)}/${special ? `${special[1]}/${segment(special[2]!)}` : segment(id)}`;
};

/** @param url with the administrator's name and password */
export const couch = (url: string): Couch => {
  const parsed = new URL(url);
  const origin = `${parsed.protocol}//${parsed.host}${parsed.pathname.replace(/\/+$/, '')}`;
  const server = couchServer(url);
  const admin: Couch['admin'] = (path, init = {}) => {
    const headers = new Headers(init.headers);
    if (!headers.has('accept')) headers.set('accept', 'application/json');
    headers.delete('cookie');
    headers.delete('authorization');
    return server.fetch(path, { redirect: 'manual', ...init, headers });
  };

  const digest = (text: string) => createHash('sha256').update(text).digest('hex');
  const [ownName, ownPassword] = [decodeURIComponent(parsed.username), digest(decodeURIComponent(parsed.password))];

  return {
    origin,
    admin,
    isFalseAdmin: (name, password) => name === ownName && digest(password) !== ownPassword,
    async stranger(path, init = {}) {
      try {
        return await fetch(`${origin}${path}`, { redirect: 'manual', ...init });
      } catch (cause) {
        throw new AppError('store/unreachable', 'The database does not answer', {
          hint: 'Try again in a moment',
          cause,
        });
      }
    },
    async json<T>(path: string, body?: unknown, init: RequestInit = {}): Promise<T> {
      const post =
        body === undefined
          ? {}
          : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await admin(path, { ...post, ...init });
      if (response.ok) return (await response.json()) as T;
      const details = await response.text();
      // A sequence or a key that the client made up.
      if (response.status === 400)
        throw new AppError('request/invalid', 'The database does not understand this request', {
          details: details.slice(0, 500),
        });
      throw new AppError('store/refused', `The database answered ${response.status}`, {
        details: details.slice(0, 500),
      });
    },
  };
};
