import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { type Ask, type Person, password, type Village } from '../replicate/village.ts';
import { exampleOf, serviceExample } from './examples.ts';
import { type CallerTitle, callers } from './route-table.ts';

/** Each caller of the table, logged in as far as he can be. Of some there are two: by cookie and by password. */
export type Callers = Record<CallerTitle, Person[]>;

let count = 0;
/** Each request comes from an address of its own, so that no failure counts against the next one. */
const fromElsewhere = (ask: Ask): Ask => {
  count += 1;
  const address = `198.51.${Math.floor(count / 250) % 250}.${count % 250}`;
  return { ...ask, headers: { ...ask.headers, 'x-forwarded-for': address } };
};

/** Logs in everybody who is in the table; the deactivated user had a session before he was. */
export const callersOf = async (place: Village): Promise<Callers> => {
  const [aya, ben, olga, gil, ada] = await Promise.all(['aya', 'ben', 'olga', 'gil', 'ada'].map(place.login));
  const username = place.user('dora');
  const body = { username, password, roles: ['chw'], place: 'north', contact: 'noah', password_change_required: false };
  await place.admin.ask('/api/v1/users', { body });
  const dora = await place.login('dora');
  await place.admin.ask(`/api/v1/users/${username}`, { method: 'DELETE' });
  await aya!.ask(`/medic-user-${aya!.name}-meta`, { method: 'PUT' });
  await place.heard();
  const authorization = `Basic ${btoa(`${username}:${password}`)}`;
  const byPassword: Person = {
    ...{ name: username, cookie: '' },
    ask: (path, ask) => place.stranger.ask(path, { ...ask, headers: { ...ask?.headers, authorization } }),
  };
  return {
    stranger: [place.stranger],
    'deactivated user': [dora, byPassword],
    'health worker': [aya!],
    'one elsewhere': [ben!],
    gateway: [gil!],
    'online user': [olga!],
    administrator: [ada!],
    server: [place.admin],
  };
};

/** Whether the administrator of the server is handed on to the database by a route. */
const isPassed = (route: string): boolean =>
  /^\S+ \/(_(?!session)|<main>|medic-user-|medic\/\*)/.test(route) ||
  /^(PUT|DELETE) \/medic\/_design\/:id$/.test(route);

/** What each caller is answered; what an administrator would do to the database itself is not tried. */
export const answersOf = async (place: Village, all: Callers, route: string): Promise<Record<CallerTitle, string>> => {
  const found = {} as Record<CallerTitle, string>;
  for (const title of callers) {
    if (title === 'server' && isPassed(route)) {
      const { path } = await exampleOf(route, { place, n: 0 });
      const status = route.startsWith('GET ') ? (await all[title][0]!.ask(path)).status : 200;
      found[title] = [401, 403].includes(status) ? `${status}` : 'db';
      continue;
    }
    const statuses = new Set<number>();
    for (const person of all[title]) {
      count += 1;
      const { path, ...ask } = await exampleOf(route, { place, n: count });
      statuses.add((await person.ask(path, fromElsewhere(ask))).status);
      if (ask.method === 'GET' && title !== 'stranger') {
        const { status } = await person.ask(path, fromElsewhere({ ...ask, method: 'HEAD' }));
        statuses.add(status);
      }
    }
    found[title] = [...statuses].sort().join(' ');
  }
  return found;
};

const bodies: readonly [type: string, body: string][] = [
  ...[
    ...['', '{', 'null', '[]', '1', '"text"', '\u0000', '[null]', '{"__proto__":{"admin":true}}'],
    ...['{"docs":null}', '{"docs":{"length":1000000000}}', '{"docs":[null,1,"x",[]]}', '{"_id":{"toString":1}}'],
    ...['{"ids":[null]}', '{"doc_ids":[{}]}', '{"keys":[{}]}', '{"selector":[]}', '{"q":{}}', '{"messages":[null]}'],
    ...['{"user":{},"password":[]}', '{"username":{},"roles":{"length":-1},"place":[{}]}', '{"nia":{}}'],
    `{"docs":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
  ].map((body): [string, string] => ['application/json', body]),
  ['application/x-www-form-urlencoded', '%ff=%&a[b][__proto__]=1'],
  ['text/plain', '\u0000'],
  ['text/csv', '"a\n"b'],
  ['multipart/form-data; boundary=x', '--x'],
  ['application/json; charset=utf-99', '{}'],
  ['x', '{}'],
];
const queries = [
  ...['rev', 'since', 'limit', 'keys', 'key', 'startkey', 'at', 'role', 'descending', 'open_revs', 'revs', 'after'],
].map(name => `${name}=%7B%22`);
const names = ['%00', '%C3', '__proto__', 'constructor', '..%2f..%2f_users', '%5Fsecurity', 'x'.repeat(1500)];

const addressesOf = (path: string, parameters: number): string[] => {
  const [plain = '', query = ''] = path.split('?');
  const pieces = plain.split('/');
  const withName = (name: string, at: number) =>
    [...pieces.slice(0, -at - 1), name, ...(at > 0 ? pieces.slice(-at) : [])].join('/');
  return [
    ...queries.map(one => `${plain}?${one}`),
    ...Array.from({ length: Math.min(parameters, 1) }, (_, at) => names.map(name => withName(name, at))).flat(),
    `${plain}?${'a=1&'.repeat(2000)}${query}`,
  ];
};

/** Somebody who is let in, so that what he sends is looked at. */
const letIn = (found: Record<CallerTitle, string>): CallerTitle | undefined =>
  (['health worker', 'online user', 'gateway', 'administrator', 'server', 'stranger'] as const).find(title =>
    /^(2\d\d|302|400|404|412)$/.test(found[title]),
  );

/** What bodies, parameters and names are answered that nobody can read. */
export const garbageOf = async (
  place: Village,
  all: Callers,
  route: string,
  found: Record<CallerTitle, string>,
): Promise<string> => {
  count += 1;
  const ofService = await serviceExample(route, { place, n: count });
  const isOpen = new Set(Object.values(found)).size === 1;
  const title = ofService || isOpen ? 'stranger' : letIn(found);
  if (title === undefined || (title === 'server' && isPassed(route))) return '-';
  const [person] = all[title];
  const { path, method, headers } = ofService ?? (await exampleOf(route, { place, n: count }));
  const statuses = new Map<number, string>();
  const note = async (address: string, ask: Ask) => {
    const { status } = await person!.ask(address, fromElsewhere({ method, ...ask }));
    if (status >= 400) statuses.set(status, `${address.slice(0, 200)} ${String(ask.body).slice(0, 60)}`);
  };
  if (method === 'POST' || method === 'PUT')
    for (const [type, body] of bodies) await note(path, { body, headers: { ...headers, 'content-type': type } });
  const parameters = route.split(/[:*]/).length - 1;
  for (const address of addressesOf(path, parameters)) await note(address, headers ? { headers } : {});
  for (const [status, which] of statuses) if (status >= 500) throw new Error(`${route}: ${status} for ${which}`);
  return [...statuses.keys()].sort().join(' ') || '-';
};

/** What a body is answered of which more is said to come than a door takes. */
export const oversizedAnswer = async (
  place: Village,
  person: Person,
  { path, method, headers }: Ask & { path: string },
  bytes: number,
): Promise<number> => {
  const { port } = new URL(place.url);
  const authorization = person === place.admin ? { authorization: adminOf(place) } : {};
  const piece = Buffer.alloc(1024 * 1024, 0x20);
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        ...{ port, path, method },
        headers: {
          ...{ 'content-type': 'application/json', cookie: person.cookie, ...authorization, ...headers },
          'content-length': bytes,
          'x-forwarded-for': '198.51.100.1',
        },
      },
      answer => {
        resolve(answer.statusCode!);
        sent.destroy();
      },
    );
    sent.on('error', reject);
    let left = bytes;
    const more = () => {
      while (left > 0 && !sent.destroyed) {
        const goesOn = sent.write(piece.subarray(0, Math.min(left, piece.length)));
        left -= Math.min(left, piece.length);
        if (!goesOn) return;
      }
    };
    sent.on('drain', more);
    more();
  });
};

const adminOf = ({ couchUrl }: Village): string => {
  const { username, password: secret } = new URL(couchUrl);
  return `Basic ${btoa(`${username}:${decodeURIComponent(secret)}`)}`;
};

/** Resolves when the server has ended the connection of a stranger whose body does not come. */
export const endOfSlow = (place: Village, method: string, path: string): Promise<void> =>
  new Promise(resolve => {
    const socket = connect(Number(new URL(place.url).port), '127.0.0.1');
    socket.on('error', () => undefined).resume();
    socket.once('close', () => resolve());
    socket.write(
      `${method} ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2000\r\n\r\n{"user":`,
    );
  });
