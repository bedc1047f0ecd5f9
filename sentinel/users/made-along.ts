import { createHash } from 'node:crypto';
import { type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { NewContact } from './wanted.ts';

/** A contact that is made along with a user, or why it cannot be. */
export interface MadeAlong {
  doc: Doc;
  fault?: string;
}

/** Id of a contact that is made together with a user: the same when the request is repeated. */
const idFor = (name: string, kind: string, contact: object): string =>
  createHash('sha256')
    .update(JSON.stringify([name, kind, contact]))
    .digest('hex')
    .slice(0, 32);

/** The lineage of a contact, from its id and what stands above it. */
const lineageUnder = (contact: Doc): Lineage => {
  const parent = minifyLineage(contact.parent);
  return parent ? { _id: contact._id, parent } : { _id: contact._id };
};

const idIn = (parent: unknown): string | undefined => {
  const id = typeof parent === 'string' ? parent : (parent as { _id?: unknown } | null | undefined)?._id;
  return typeof id === 'string' && id !== '' ? id : undefined;
};

/** Ids that mean something else in the database: a contact must not take the place of settings, forms or users. */
const isReserved = (id: string): boolean =>
  /^_|[:~]|^messages-|-info$/.test(id) ||
  ['settings', 'resources', 'branding', 'partners', 'privacy-policies', 'extension-libs', 'zscore-charts'].includes(id);

/**
 * A contact that is given as an object and is not stored: a place, or the person who is the user.
 * @param options.near contacts that count as stored, by id
 * @param options.home where it stands when it does not say
 */
export const madeAlong = async (
  main: Store,
  given: NewContact,
  options: { user: string; kind: 'place' | 'contact'; near: ReadonlyMap<string, Doc>; home?: Doc | undefined },
): Promise<MadeAlong> => {
  const { user, kind, near } = options;
  const { parent: wanted, ...said } = given;
  const above = idIn(wanted);
  const home = above === undefined ? options.home : (near.get(above) ?? (await main.get(above)) ?? undefined);
  const bare = given.contact_type ? 'contact' : kind === 'contact' ? 'person' : '';
  const doc: Doc = {
    ...said,
    _id: given._id ?? idFor(user, kind, given),
    type: given.type ?? bare,
    ...(home ? { parent: lineageUnder(home) } : {}),
    reported_date: 0,
  };
  if (isReserved(doc._id)) return { doc, fault: `"${doc._id}" cannot be the id of a contact` };
  return above !== undefined && !home ? { doc, fault: `There is no place "${above}" for it to stand under` } : { doc };
};
