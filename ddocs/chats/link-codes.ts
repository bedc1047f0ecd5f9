import { createHash, randomInt } from 'node:crypto';
import type { Doc, Ms } from '../documents/doc.ts';
import type { Store } from '../store/store.ts';

/** Whom a code links a chat to. */
export interface LinkOf {
  user: string;
  contact: string;
}

interface LinkCode extends Doc, LinkOf {
  type: 'link-code';
  until: Ms;
}

/** Codes by which a user shows that a chat is his: used once, and only for a while. Only their hashes are stored. */
export interface LinkCodes {
  /** A new code; an older one of the same user works no more. */
  make(link: LinkOf): Promise<{ code: string; until: Ms }>;
  /** Uses a code up. Of two who use it at once one gets it. @returns null for one that is unknown, used or too old */
  use(code: string): Promise<LinkOf | null>;
}

/** How long a code works. */
const lasts: Ms = 15 * 60_000;

/** Letters and digits that nobody takes for one another. */
const signs = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
/** How many signs a code has. */
export const codeLength = 10;

const idOf = (code: string): string => `link-code:${createHash('sha256').update(code).digest('hex')}`;

/** A code as it is compared: people write it small, and in groups. */
const plain = (code: string): string => code.toUpperCase().replace(/[^A-Z0-9]/g, '');

/** @param store the vault's database */
export const openLinkCodes = (store: Store, now: () => Ms): LinkCodes => {
  /** Old ones, and those of a user. */
  const sweep = async (user: string): Promise<void> => {
    const codes = await store.range<LinkCode>({ from: 'link-code:', to: 'link-code:\ufff0', limit: 10_000 });
    const gone = codes.filter(code => code.user === user || code.until <= now());
    await store.write(gone.map(({ _id, _rev }) => ({ _id, _rev: _rev!, _deleted: true })));
  };

  return {
    make: async link => {
      await sweep(link.user);
      const code = Array.from({ length: codeLength }, () => signs[randomInt(signs.length)]).join('');
      const until = now() + lasts;
      await store.write([{ _id: idOf(code), type: 'link-code', ...link, until }]);
      return { code, until };
    },
    use: async code => {
      const stored = await store.get<LinkCode>(idOf(plain(code)));
      if (!stored || stored.until <= now()) return null;
      const { ok } = await store.writeAlone({ _id: stored._id, _rev: stored._rev!, _deleted: true });
      return ok ? { user: stored.user, contact: stored.contact } : null;
    },
  };
};

/** Ids of codes that would link a chat to a contact. @param store the vault's database */
export const linkCodesOf = async (store: Store, contact: string): Promise<string[]> => {
  const codes = await store.range<LinkCode>({ from: 'link-code:', to: 'link-code:\ufff0', limit: 10_000 });
  return codes.filter(code => code.contact === contact).map(({ _id }) => _id);
};
