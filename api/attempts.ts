import { createHmac, randomBytes } from 'node:crypto';

/** Failed logins in a sliding window, by any of the things that an attacker must repeat. */
export interface Attempts {
  /** Whether one of these has failed too often lately. */
  tooMany(keys: readonly string[]): boolean;
  failed(keys: readonly string[]): void;
}

/**
 * At most 10 failures in 10 seconds by address, user or password (`users-and-sync.md` §5.1). Keys are kept as keyed hashes, so
 * that no password stays in memory.
 * @param now milliseconds since 1970
 */
export const attempts = (now: () => number, limit = 10, windowMs = 10_000): Attempts => {
  const secret = randomBytes(32).toString('hex');
  const failures = new Map<string, number[]>();
  const hash = (key: string) => createHmac('sha256', secret).update(key).digest('base64');
  const recent = (key: string) => (failures.get(key) ?? []).filter(at => at > now() - windowMs);

  return {
    tooMany: keys => keys.some(key => recent(hash(key)).length >= limit),
    failed(keys) {
      for (const key of keys.map(hash)) {
        const list = [...recent(key), now()].slice(-limit);
        failures.delete(key);
        failures.set(key, list);
      }
      for (const [key, list] of failures) {
        if (failures.size < 10_000 && list.some(at => at > now() - windowMs)) break;
        failures.delete(key);
      }
    },
  };
};
