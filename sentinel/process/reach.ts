import { lookup } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError } from '@rounds/ddocs/documents/error.ts';

/** A request to another system. */
export interface Asked {
  headers: Readonly<Record<string, string>>;
  /** Without one, the request is a `GET`. */
  body?: string | undefined;
  signal: AbortSignal;
}

/** Where requests of this process may go, whatever addresses the settings have. Redirects are not followed. */
export interface Reach {
  /**
   * Sends a request and answers with its status.
   * @throws AppError `sentinel/out-of-reach` for this machine and the database; what the network says otherwise
   */
  post(url: URL, asked: Asked & { body: string }): Promise<number>;
  /**
   * Sends a request and reads what is answered, up to a megabyte.
   * @throws AppError as `post`, and for a longer answer
   */
  ask(url: URL, asked: Asked): Promise<{ status: number; text: string }>;
  /** Sends a request whose answer does not end, and gives it piece by piece until `signal` aborts. @throws as `post` */
  stream(url: URL, asked: Asked): Promise<{ status: number; pieces: AsyncIterable<Uint8Array> }>;
  /** How the host of a connection that somebody else opens is looked up. @throws AppError as `post` */
  lookup(url: URL): Promise<{ lookup?: LookupFunction }>;
}

/** Longest answer that is read, in bytes. */
const longestAnswer = 1024 * 1024;

/** What leads to this machine however it is called, and what clouds tell a machine of itself. */
const here = (): BlockList => {
  const list = new BlockList();
  for (const [net, bits] of [
    ['127.0.0.0', 8],
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
    // Where clouds of Alibaba and Oracle tell a machine of itself.
    ['100.100.100.200', 32],
    ['192.0.0.192', 32],
  ] as const)
    list.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of [
    ['::', 127],
    ['fe80::', 10],
    ['fd00:ec2::254', 128],
  ] as const)
    list.addSubnet(net, bits, 'ipv6');
  for (const { address, family } of Object.values(networkInterfaces()).flatMap(each => each ?? []))
    list.addAddress(address.split('%')[0]!, family === 'IPv6' ? 'ipv6' : 'ipv4');
  return list;
};

const has = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');

const plainHost = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').toLowerCase();

const refused = (host: string): AppError =>
  new AppError('sentinel/out-of-reach', `${host} is this machine or the database`, {
    hint: `Name it in OUTBOUND_HOSTS, where Rounds is started, if data may go there`,
  });

const textOf = async (answer: IncomingMessage): Promise<string> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of answer as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > longestAnswer)
      throw new AppError('sentinel/out-of-reach', 'The other system answers more than is read', {
        hint: 'Look whether its address in the settings is right',
      });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
};

/**
 * @param couchUrl the database: no request goes to its machine either
 * @param allowed hosts, `name` or `name:port`, that may be reached all the same
 */
export const openReach = (couchUrl: string, allowed: ReadonlySet<string>): Reach => {
  const isOf = async (address: string): Promise<boolean> => {
    if (has(here(), address)) return true;
    const database = await lookUp(plainHost(new URL(couchUrl)), { all: true }).catch(() => []);
    return database.some(each => each.address === address);
  };
  // Looked up where the connection is made: a name that is asked twice may be answered differently.
  const guarded: LookupFunction = (host, options, done) =>
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      void Promise.all(found.map(({ address }) => isOf(address))).then(mine => {
        if (mine.some(Boolean)) return done(refused(host) as NodeJS.ErrnoException, '');
        const [first] = found;
        return options.all ? done(null, found) : done(null, first!.address, first!.family);
      });
    });
  const lookedUp = async (url: URL): Promise<{ lookup?: LookupFunction }> => {
    const host = plainHost(url);
    const port = url.port || (/^(https|wss):$/.test(url.protocol) ? 443 : 80);
    if (allowed.has(host) || allowed.has(`${host}:${port}`)) return {};
    if (isIP(host) !== 0 && (await isOf(host))) throw refused(host);
    return { lookup: guarded };
  };
  const open = async (url: URL, { headers, body, signal }: Asked): Promise<IncomingMessage> => {
    const way = await lookedUp(url);
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const options = { method: body === undefined ? 'GET' : 'POST', headers: { ...headers, ...length } };
      const sent = request(url, { ...options, signal, agent: false, ...way });
      sent.once('error', reject);
      sent.once('response', resolve);
      sent.end(body);
    });
  };
  return {
    async post(url, asked) {
      const answer = await open(url, asked);
      answer.resume();
      answer.destroy();
      return answer.statusCode ?? 0;
    },
    async ask(url, asked) {
      const answer = await open(url, asked);
      try {
        return { status: answer.statusCode ?? 0, text: await textOf(answer) };
      } finally {
        answer.destroy();
      }
    },
    async stream(url, asked) {
      const answer = await open(url, asked);
      return { status: answer.statusCode ?? 0, pieces: answer };
    },
    lookup: lookedUp,
  };
};

/** Hosts of a list with commas or blanks between. */
export const hostsOf = (list: string | undefined): ReadonlySet<string> =>
  new Set(
    (list ?? '')
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(host => host !== ''),
  );
