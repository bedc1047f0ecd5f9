import { createHmac, randomBytes } from 'node:crypto';
import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';

/** Failed logins in a sliding window, by any of the things that an attacker must repeat. */
export interface Attempts {
  /**
   * Tries what was shown; an error that says `session/refused`, `access/forbidden` (a wrong key), `token/invalid` or
   * `token/expired` is a failure under each of the keys. Where those under way would be too many if they all failed,
   * the next ones wait for them: a thousand guesses at once are no more than ten.
   * @param proven a key of what is shown: where it was right lately, no failures of others keep it out
   * @throws `request/too-many` when one of the keys has failed too often lately, and whatever `run` throws
   */
  attempt<T>(keys: readonly string[], run: () => Promise<T>, proven?: string): Promise<T>;
}

const isFailure = (error: unknown): boolean =>
  isAppError(error, 'session/refused') ||
  isAppError(error, 'access/forbidden') ||
  isAppError(error, 'token/invalid') ||
  isAppError(error, 'token/expired');

const tooManyAttempts = (): AppError =>
  new AppError('request/too-many', 'Too many failed logins', { hint: 'Wait ten seconds, then try again' });

/** A key of which so many times more failures are let pass, because many people have it in common. */
const many = 'many ';
const manyTimes = 10;
/** Longest that a failure is held back, in ms. */
const longestPause = 1000;
/** How long a name and password that were right are let in whatever failed, in ms; and how many are remembered. */
const [provenFor, provenKept] = [24 * 3600 * 1000, 20_000];

/**
 * At most 10 failures in 10 seconds under a key, or 100 under one that many people share. Keys are kept as keyed
 * hashes, so that no password stays in memory.
 * @param now milliseconds since 1970
 */
export const attempts = (now: () => number, limit = 10, windowMs = 10_000): Attempts => {
  const secret = randomBytes(32).toString('hex');
  const failures = new Map<string, number[]>();
  const hash = (key: string) =>
    `${key.startsWith(many) ? many : ''}${createHmac('sha256', secret).update(key).digest('base64')}`;
  const limitOf = (key: string) => (key.startsWith(many) ? limit * manyTimes : limit);
  const proven = new Map<string, number>();
  const recent = (key: string) => (failures.get(key) ?? []).filter(at => at > now() - windowMs);

  const failed = (keys: readonly string[]) => {
    for (const key of keys) {
      const list = [...recent(key), now()].slice(-limitOf(key));
      failures.delete(key);
      failures.set(key, list);
    }
    for (const [key, list] of failures) {
      if (failures.size < 10_000 && list.some(at => at > now() - windowMs)) break;
      failures.delete(key);
    }
  };

  /** How long a failure takes by now, in ms: a name that nobody has is answered as late as a wrong password. */
  let usual = 0;
  const evenly = async <T>(run: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    try {
      return await run();
    } catch (error) {
      if (!isFailure(error)) throw error;
      const took = performance.now() - began;
      usual = Math.min(longestPause, Math.max(took, usual * 0.99));
      await new Promise(resolve => setTimeout(resolve, Math.max(0, usual - took)));
      throw error;
    }
  };

  const underWay = new Map<string, Set<Promise<void>>>();
  const fullOf = (keys: readonly string[]): string | undefined =>
    keys.find(key => recent(key).length + (underWay.get(key)?.size ?? 0) >= limitOf(key));

  return {
    async attempt(given, run, shown) {
      const mark = shown === undefined ? undefined : hash(shown);
      // Asked all the same: the password may be another by now. A failure forgets it.
      const isProven = mark !== undefined && (proven.get(mark) ?? -provenFor) > now() - provenFor;
      const keys = isProven ? [] : given.map(hash);
      for (let full = fullOf(keys); full !== undefined; full = fullOf(keys)) {
        if (keys.some(key => recent(key).length >= limitOf(key))) throw tooManyAttempts();
        await Promise.race(underWay.get(full)!);
      }
      let end = () => {};
      const ended = new Promise<void>(resolve => {
        end = resolve;
      });
      for (const key of keys) underWay.set(key, (underWay.get(key) ?? new Set()).add(ended));
      try {
        const found = await (mark === undefined ? run() : evenly(run));
        if (mark !== undefined) {
          proven.delete(mark);
          proven.set(mark, now());
          for (const oldest of proven.keys()) {
            if (proven.size <= provenKept) break;
            proven.delete(oldest);
          }
        }
        return found;
      } catch (error) {
        if (isFailure(error)) failed(given.map(hash));
        if (isFailure(error) && mark !== undefined) proven.delete(mark);
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

/**
 * Keys under which failed logins count: a name is the same in small letters and in capitals. A name counts together
 * with the address, so that nobody is locked out from elsewhere; all of an address count together up to ten times as
 * many, since a whole district may come from one. A password alone counts only together with the address, too.
 */
export const attemptKeys = (ip: string, user: string, password: string): string[] => [
  `user:${ip} ${user.toLowerCase()}`,
  `password:${ip} ${password}`,
  `${many}ip:${ip}`,
  `${many}name:${user.toLowerCase()}`,
];

/**
 * The key under which wrong keys of a service count. All of a proxy may come from one address, and a key is too long to
 * be guessed by a hundred tries: so as many are let pass as of an address.
 */
export const serviceKey = (ip: string): string => `${many}service:${ip}`;

/** What these were found to be once, so that a stranger's failures do not keep their owner out. */
export const provenKey = (user: string, password: string): string => `proven:${user.toLowerCase()}\n${password}`;
