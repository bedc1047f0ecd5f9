import type { Address } from '../documents/addresses.ts';
import type { Doc, Ms } from '../documents/doc.ts';

/** That somebody is, or was, in a group. */
export interface Membership extends Doc {
  type: 'member';
  /** Contact id of the group. */
  group: string;
  address: Address;
  /** Contact id of who it is, where he is known. */
  contact?: string;
  isIn: boolean;
  /** When he last came in, and when he last left. */
  since?: Ms;
  until?: Ms;
}

/** Id of a membership: one for each group and person, so that coming again finds what stood there. */
export const memberId = (group: string, address: Address): string => `member:${group}:${address.slice('chat:'.length)}`;
