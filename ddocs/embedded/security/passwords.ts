import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { turnstile } from '../databases/mutex.ts';

/** The fields of a `_users` document by which a password is checked; CouchDB 3.5's names. */
export interface Derived {
  password_scheme: 'pbkdf2';
  pbkdf2_prf: string;
  salt: string;
  iterations: number;
  derived_key: string;
}

/** CouchDB 3.5's default. */
export const ITERATIONS = 600_000;
const LENGTHS: Record<string, number> = { sha: 20, sha256: 32, sha512: 64 };
const derive = promisify(pbkdf2);
/** Passwords that are hashed at once: hashing takes one of the four threads with which leveldb reads as well. */
const AT_ONCE = 2;

/** Hashes and checks passwords. */
export interface Passwords {
  /** A password for storing, hashed as CouchDB 3.5 does, so that the document works there too. */
  hash(password: string): Promise<Derived>;
  /** Whether the password is the one that was hashed; false as well for a document without a usable hash. */
  matches(password: string, derived: Partial<Derived>): Promise<boolean>;
}

/**
 * Remembers, under a key that exists only in this process, which password matched which hash: basic authentication
 * sends it with every request, and hashing it takes a fifth of a second on purpose. @param options.kept how many to
 * remember
 */
export function passwords({ iterations = ITERATIONS, kept = 500 } = {}): Passwords {
  const secret = randomBytes(32).toString('hex');
  const known = new Set<string>();
  const running = new Map<string, Promise<boolean>>();
  const turn = turnstile(AT_ONCE);
  return {
    async hash(password) {
      const salt = randomBytes(16).toString('hex');
      const key = await turn(() => derive(password, salt, iterations, 32, 'sha256'));
      return { password_scheme: 'pbkdf2', pbkdf2_prf: 'sha256', salt, iterations, derived_key: key.toString('hex') };
    },
    async matches(password, { password_scheme, pbkdf2_prf = 'sha', salt, iterations, derived_key }) {
      if (
        password_scheme !== 'pbkdf2' ||
        typeof salt !== 'string' ||
        typeof iterations !== 'number' ||
        typeof derived_key !== 'string'
      )
        return false;
      const length = LENGTHS[pbkdf2_prf];
      if (!length) return false;
      const name = createHmac('sha256', secret)
        .update(JSON.stringify([password, salt, iterations, derived_key]))
        .digest('base64');
      if (known.has(name)) return true;
      const already = running.get(name);
      if (already) return already;
      const check = (async () => {
        const key = await turn(() =>
          derive(password, salt, iterations, length, pbkdf2_prf === 'sha' ? 'sha1' : pbkdf2_prf),
        );
        return sameText(key.toString('hex'), derived_key);
      })();
      running.set(name, check);
      try {
        const same = await check;
        if (same) known.add(name);
        if (known.size > kept) known.delete(known.values().next().value as string);
        return same;
      } finally {
        running.delete(name);
      }
    },
  };
}

/** Compares two texts in a time that tells nothing about them. */
export const sameText = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const digest = (text: string) => new Uint8Array(createHash('sha256').update(text).digest());
