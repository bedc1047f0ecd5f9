import nano from 'nano';
import { AppError } from '../documents/error.ts';
import type { Security } from '../documents/security.ts';
import { followed } from './followed.ts';

/** A CouchDB, or the embedded database: the requests that concern no single document. */
export interface CouchServer {
  /** Address with credentials; for {@link couchStore}, never for a log. */
  readonly url: string;
  /**
   * One request; its body and its answer are JSON.
   * @param path from the root, its parts encoded by the caller
   * @throws `store/unreachable` when nobody answers, or a proxy for one that does not (502 to 504)
   * @throws `store/refused` for any other status from 400, with `{status, error, reason}` as details
   */
  request<T>(path: string, init?: CouchRequest): Promise<T>;
  /** As {@link request}, with the status of the answer: a write is 201 when a quorum has it, 202 when fewer do. */
  answer<T>(path: string, init?: CouchRequest): Promise<{ status: number; body: T }>;
  /**
   * One request with the answer as it comes, whatever its status: to stream it, or to pass it on. The administrator's
   * credentials are added unless `init` has others.
   * @throws `store/unreachable` when nobody answers
   */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Waits until the server answers. @throws `store/unreachable` when it does not within `patience` milliseconds */
  ready(patience: number): Promise<void>;
  databaseNames(): Promise<string[]>;
  hasDatabase(name: string): Promise<boolean>;
  /** Creates a database, which can be used afterwards. @returns false when it was there */
  createDatabase(name: string): Promise<boolean>;
  /** Deletes a database. @returns false when there was none */
  deleteDatabase(name: string): Promise<boolean>;
  /**
   * Says who may open a database; both lists empty of names, and the role `_admin` in both, for administrators only.
   */
  setSecurity(name: string, security: Security): Promise<void>;
}

export interface CouchRequest {
  method?: 'GET' | 'PUT' | 'POST' | 'DELETE' | 'HEAD';
  query?: Record<string, string | number | boolean>;
  body?: unknown;
  /** Ends the request: it then throws `store/unreachable`. */
  signal?: AbortSignal | undefined;
}

/** Why CouchDB refused, as found in the details of a `store/refused`. */
export interface CouchRefusal {
  status: number;
  error: string;
  reason: string;
}

/** What CouchDB said in a `store/refused`; undefined for any other error. */
export const refusalOf = (error: unknown): CouchRefusal | undefined =>
  error instanceof AppError && error.code === 'store/refused' ? (error.details as CouchRefusal | undefined) : undefined;

/**
 * A server spoken to through nano. Connections are kept alive by Node's own `fetch`, which nano uses.
 * @param url with the credentials of an administrator: `http://admin:pass@127.0.0.1:5984`
 */
export const couchServer = (url: string): CouchServer => {
  const link = linkTo(url);
  return {
    url,
    request: (path, init) => request(link, path, init),
    answer: (path, init) => answer(link, path, init),
    fetch: (path, init) => fetchAsAdmin(link, path, init),
    ready: patience => ready(link, patience),
    databaseNames: () => request(link, '/_all_dbs'),
    hasDatabase: name => hasDatabase(link, name),
    createDatabase: name => createDatabase(link, name),
    deleteDatabase: name => unless('not_found', request(link, `/${encodeURIComponent(name)}`, { method: 'DELETE' })),
    setSecurity: async (name, security) => {
      await request(link, `/${encodeURIComponent(name)}/_security`, { method: 'PUT', body: security });
    },
  };
};

/** How a server is reached. */
interface Link {
  /** Its address without credentials, and without a slash at the end. */
  place: string;
  /** The administrator's `Authorization`; undefined for an address without a name. */
  login: string | undefined;
  scope: nano.ServerScope;
}

const linkTo = (url: string): Link => {
  // Otherwise nano takes the last part of a path for the name of a database.
  const config = { url, parseUrl: false };
  const { origin, pathname, username, password } = new URL(url);
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return {
    place: `${origin}${pathname.replace(/\/$/, '')}`,
    login: username ? `Basic ${Buffer.from(login).toString('base64')}` : undefined,
    scope: nano(config),
  };
};

const request = async <T>(
  { place, scope }: Link,
  path: string,
  { method = 'GET', query, body, signal }: CouchRequest = {},
): Promise<T> => {
  const options = {
    path: path.replace(/^\//, ''),
    method,
    ...(query ? { qs: query } : {}),
    // nano prints bodies with a replacer, which takes twice as long.
    ...(body === undefined ? {} : { body: JSON.stringify(body), dontStringify: true }),
  };
  let answer: T;
  try {
    answer = await followed(signal, async own => {
      const asked = { ...options, ...(own ? { signal: own } : {}) };
      return (await scope.request(asked as nano.RequestOptions)) as T;
    });
  } catch (cause) {
    throw fault(cause, place, options.path);
  }
  // nano hands back empty text when the connection broke in the middle of a JSON answer.
  if ((answer as unknown) === '' || answer === undefined)
    throw new AppError('store/unreachable', `${place} broke off its answer to ${method} ${options.path}`);
  return answer;
};

const fetchAsAdmin = async ({ place, login }: Link, path: string, init: RequestInit = {}): Promise<Response> => {
  const headers = new Headers(init.headers);
  if (login && !headers.has('authorization') && !headers.has('cookie')) headers.set('authorization', login);
  try {
    return await fetch(`${place}${path}`, { ...init, headers });
  } catch (cause) {
    throw init.signal?.aborted ? cause : fault(cause, place, path);
  }
};

/** As {@link request}; nano keeps the status of a good answer to itself. */
const answer = <T>(link: Link, path: string, { signal, ...more }: CouchRequest = {}) =>
  followed(signal, own => answered<T>(link, path, { ...more, signal: own }));

const answered = async <T>(
  link: Link,
  path: string,
  { method = 'GET', query = {}, body, signal }: CouchRequest,
): Promise<{ status: number; body: T }> => {
  const asked = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)])).toString();
  const response = await fetchAsAdmin(link, asked ? `${path}?${asked}` : path, {
    method,
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  });
  const { status: statusCode } = response;
  let told: NanoFault;
  try {
    told = (await response.json()) as NanoFault;
  } catch (cause) {
    const broken = { message: `it broke off its answer: ${cause}`, ...(response.ok ? {} : { statusCode }) };
    throw fault(broken, link.place, path.slice(1));
  }
  if (!response.ok) throw fault({ ...told, statusCode }, link.place, path.slice(1));
  return { status: statusCode, body: told as T };
};

/** Whether a change was made; false where the server says by `error` that there is nothing to change. */
const unless = async (error: string, change: Promise<unknown>): Promise<boolean> => {
  try {
    await change;
    return true;
  } catch (thrown) {
    if (refusalOf(thrown)?.error === error) return false;
    throw thrown;
  }
};

const hasDatabase = (link: Link, name: string): Promise<boolean> =>
  unless('not_found', request(link, `/${encodeURIComponent(name)}`));

const ready = async (link: Link, patience: number): Promise<void> => {
  const end = Date.now() + patience;
  for (;;) {
    try {
      await request(link, '/_up');
      return;
    } catch (error) {
      // A server that answers at all, even with a refusal of this path, is there.
      if (refusalOf(error)) return;
      if (Date.now() >= end) throw error;
      await pause(250);
    }
  }
};

const createDatabase = async (link: Link, name: string): Promise<boolean> => {
  const created = await unless('file_exists', request(link, `/${encodeURIComponent(name)}`, { method: 'PUT' }));
  // Another process may be at it: then a database can exist a moment before it can be used.
  for (let tries = 0; !created && tries < 50 && !(await hasDatabase(link, name)); tries++) await pause(100);
  return created;
};

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** What nano throws: with a status when the server answered, without when nobody did. */
interface NanoFault {
  statusCode?: number;
  error?: string;
  reason?: string;
  message?: string;
}

const fault = (cause: unknown, place: string, path: string): AppError => {
  const { statusCode: status, error = 'error', reason, message } = cause as NanoFault;
  const where = path.replace(/\?.*/, '');
  if (status === undefined || (status >= 502 && status <= 504))
    return new AppError('store/unreachable', `${place} cannot be reached (${message ?? cause})`, {
      hint: 'Start the database, or set COUCH_URL to the one to use.',
      cause,
    });
  // No cause here: nano's error holds the whole request, and documents do not belong in a log.
  return new AppError('store/refused', `${place}/${where} answered ${status} ${error}: ${reason ?? message}`, {
    ...(status === 401 ? { hint: 'COUCH_URL needs the name and password of an administrator.' } : {}),
    details: { status, error, reason: reason ?? message ?? '' } satisfies CouchRefusal,
  });
};
