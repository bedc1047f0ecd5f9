import { createHmac, randomBytes } from 'node:crypto';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';

/** Failed logins in a sliding window, by any of the things that an attacker must repeat. */
export interface Attempts {
  /**
   * Tries what was shown; an error that says `session/refused`, `token/invalid` or `token/expired` is a failure under
   * each of the keys. Where those under way would be too many if they all failed, the next ones wait for them: a
   * thousand guesses at once are no more than ten.
   * @throws `request/too-many` when one of the keys has failed too often lately, and whatever `run` throws
   */
  attempt<T>(keys: readonly string[], run: () => Promise<T>): Promise<T>;
}

const isFailure = (error: unknown): boolean =>
  isAppError(error, 'session/refused') || isAppError(error, 'token/invalid') || isAppError(error, 'token/expired');

const tooManyAttempts = (): AppError =>
  new AppError('request/too-many', 'Too many failed logins', { hint: 'Wait ten seconds, then try again' });

/**
 * At most 10 failures in 10 seconds by address, user or password. Keys are kept as keyed
 * hashes, so that no password stays in memory.
 * @param now milliseconds since 1970
 */
export const attempts = (now: () => number, limit = 10, windowMs = 10_000): Attempts => {
  const secret = randomBytes(32).toString('hex');
  const failures = new Map<string, number[]>();
  const hash = (key: string) => createHmac('sha256', secret).update(key).digest('base64');
  const recent = (key: string) => (failures.get(key) ?? []).filter(at => at > now() - windowMs);

  const failed = (keys: readonly string[]) => {
    for (const key of keys) {
      const list = [...recent(key), now()].slice(-limit);
      failures.delete(key);
      failures.set(key, list);
    }
    for (const [key, list] of failures) {
      if (failures.size < 10_000 && list.some(at => at > now() - windowMs)) break;
      failures.delete(key);
    }
  };

  const underWay = new Map<string, Set<Promise<void>>>();
  const fullOf = (keys: readonly string[]): string | undefined =>
    keys.find(key => recent(key).length + (underWay.get(key)?.size ?? 0) >= limit);

  return {
    async attempt(given, run) {
      const keys = given.map(hash);
      for (let full = fullOf(keys); full !== undefined; full = fullOf(keys)) {
        if (keys.some(key => recent(key).length >= limit)) throw tooManyAttempts();
        await Promise.race(underWay.get(full)!);
      }
      let end = () => {};
      const ended = new Promise<void>(resolve => {
        end = resolve;
      });
      for (const key of keys) underWay.set(key, (underWay.get(key) ?? new Set()).add(ended));
      try {
        return await run();
      } catch (error) {
        if (isFailure(error)) failed(keys);
        throw error;
      } finally {
        for (const key of keys) {
          underWay.get(key)!.delete(ended);
          if (underWay.get(key)!.size === 0) underWay.delete(key);
        }
        end();
      }
    },
  };
};

/** Keys under which failed logins count: a name is the same in small letters and in capitals. */
export const attemptKeys = (ip: string, user: string, password: string): string[] => [
  `ip:${ip}`,
  `user:${user.toLowerCase()}`,
  `password:${password}`,
];
