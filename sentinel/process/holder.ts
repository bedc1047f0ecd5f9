import { randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process as one that may hold the lease. */
export interface Holder {
  /** Its name, told from all others. */
  holder: string;
  /** Whether another one ran in this very place and is no more, killed perhaps. */
  isGone(other: string): boolean;
}

/**
 * Where process ids mean the same: the machine since it was last started, and its namespace of process ids, which a
 * container has of its own. Machines made from one image often have the same name, and the first namespace has the same
 * number on all of them.
 */
const here = (): string | undefined => {
  try {
    const started = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${hostname()}/${started}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return undefined;
  }
};

/** This process. */
export const thisHolder = (): Holder => {
  const place = here();
  const holder = `${place ?? hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`;
  return {
    holder,
    isGone: other => {
      if (place === undefined || other === holder || !other.startsWith(`${place}/`)) return false;
      const pid = Number(other.slice(place.length + 1).split('/')[0]);
      if (pid === process.pid) return true;
      try {
        process.kill(pid, 0);
        return false;
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'ESRCH';
      }
    },
  };
};
