import { lookup } from 'node:dns';
import { lookup as lookUp } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError } from '@rounds/ddocs/documents/error.ts';

/** Where requests of this process may go, whatever addresses the settings have. */
export interface Reach {
  /**
   * Sends a request and answers with its status. Redirects are not followed.
   * @throws AppError `sentinel/out-of-reach` for this machine and the database; what the network says otherwise
   */
  post(url: URL, asked: { headers: Record<string, string>; body: string; signal: AbortSignal }): Promise<number>;
}

/** What leads to this machine however it is called, and what clouds tell a machine of itself. */
const here = (): BlockList => {
  const list = new BlockList();
  for (const [net, bits] of [
    ['127.0.0.0', 8],
    ['0.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const)
    list.addSubnet(net, bits, 'ipv4');
  for (const [net, bits] of [
    ['::', 127],
    ['fe80::', 10],
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
    hint: `Name it in OUTBOUND_HOSTS, where the sentinel is started, if data may go there`,
  });

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
  return {
    async post(url, { headers, body, signal }) {
      const host = plainHost(url);
      const isAllowed =
        allowed.has(host) || allowed.has(`${host}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`);
      if (!isAllowed && isIP(host) !== 0 && (await isOf(host))) throw refused(host);
      const request = url.protocol === 'https:' ? requestHttps : requestHttp;
      return new Promise((resolve, reject) => {
        const options = { method: 'POST', headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) } };
        const sent = request(url, { ...options, signal, agent: false, ...(isAllowed ? {} : { lookup: guarded }) });
        sent.once('error', reject);
        sent.once('response', answer => {
          answer.resume();
          answer.destroy();
          resolve(answer.statusCode ?? 0);
        });
        sent.end(body);
      });
    },
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
