import { idFrom } from '../engine/cause.ts';

/** What of a name may stand in the name of a user: small letters without marks, digits, hyphens. */
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');

/**
 * A name for the user of a contact, such as `amina-wanjala-4821`. It comes from the contact alone, so that making the
 * login again finds the one that was made before.
 * @param round 0 first, then 1, 2 ... while somebody else has the name
 */
export const usernameFor = (contact: { _id: string; name?: unknown }, round: number): string => {
  const digits = Number.parseInt(idFrom('username', contact._id, round).slice(0, 8), 16) % 10_000;
  return `${plain(String(contact.name ?? '')) || 'user'}-${String(digits).padStart(4, '0')}`;
};
