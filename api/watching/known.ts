import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** What to do who may not see everything that is watched. */
export const knownHint = { hint: 'Log in as an administrator, or name your network in MONITORING_FROM' };

/** This machine itself. */
export const thisMachine = '127.0.0.0/8 ::1/128';

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Who may see all that is watched: administrators, and whoever asks from one of these networks.
 * @param networks such as `127.0.0.0/8 10.1.0.0/16 ::1/128`
 * @throws when one of them is none
 */
export const knownFrom = (networks: string): ((request: FastifyRequest) => boolean) => {
  const list = new BlockList();
  for (const network of networks.split(/[\s,]+/).filter(Boolean)) {
    const [address = '', prefix] = network.split('/');
    if (isIP(address) === 0) throw new Error(`MONITORING_FROM: "${network}" is no network such as 10.1.0.0/16`);
    list.addSubnet(
      address,
      prefix === undefined ? (isIP(address) === 6 ? 128 : 32) : Number(prefix),
      familyOf(address),
    );
  }
  return ({ caller, ip }) => {
    const plain = ip.replace(/^::ffff:(?=\d+\.)/, '');
    return caller?.admin === true || (isIP(plain) !== 0 && list.check(plain, familyOf(plain)));
  };
};
