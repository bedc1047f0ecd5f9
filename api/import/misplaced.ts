import {
  ancestorIds,
  type Contact,
  type ContactType,
  isContact,
  mayStandBelow,
  typeOf,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { ImportedDoc } from './documents.ts';
import type { ImportFault } from './fault.ts';

/** Ids per request. */
const page = 1000;

const storedOf = async (store: Store, ids: readonly string[]): Promise<Map<string, Doc>> => {
  const found = new Map<string, Doc>();
  for (let at = 0; at < ids.length; at += page)
    for (const doc of await store.getMany(ids.slice(at, at + page))) if (doc) found.set(doc._id, doc);
  return found;
};

const aboveOf = (doc: Doc): string[] => ancestorIds(doc as Contact);

/**
 * Contacts that would stand below a wrong kind of place, which is refused at every door, and what would stand below
 * them. One that stands there already may stay.
 */
export const misplacedIn = async (
  store: Store,
  docs: readonly ImportedDoc[],
  types: readonly ContactType[],
): Promise<{ faults: ImportFault[]; left: ImportedDoc[]; hanging: number }> => {
  const contacts = docs.filter(({ doc }) => isContact(doc, types));
  const own = new Map(contacts.map(({ doc }) => [doc._id, doc]));
  const above = new Set(contacts.flatMap(({ doc }) => aboveOf(doc).slice(0, 1)));
  const stored = await storedOf(
    store,
    [...above].filter(id => !own.has(id)),
  );
  const typed = (id: string): string | undefined => {
    const parent = own.get(id) ?? stored.get(id);
    return parent && isContact(parent, types) ? typeOf(parent) : undefined;
  };
  const odd = contacts.filter(({ doc }) => {
    const [parent] = aboveOf(doc);
    const isKnown = parent !== undefined && (own.has(parent) || stored.has(parent));
    return (
      isKnown &&
      !mayStandBelow(
        types.find(({ id }) => id === typeOf(doc)),
        typed(parent),
      )
    );
  });
  const before = await storedOf(
    store,
    odd.map(({ doc }) => doc._id),
  );
  const wrong = odd.filter(({ doc }) => {
    const old = before.get(doc._id);
    return old === undefined || aboveOf(old)[0] !== aboveOf(doc)[0];
  });
  const bad = new Set(wrong.map(({ doc }) => doc._id));
  const left = docs.filter(({ doc }) => !bad.has(doc._id) && !aboveOf(doc).some(id => bad.has(id)));
  const faults = wrong.map(({ file, row, doc }) => {
    const [parent = ''] = aboveOf(doc);
    const message = `a ${typeOf(doc)} may not stand below "${parent}", a ${typed(parent) ?? 'document that is no place'}`;
    return { file, row, column: 'parent', message };
  });
  return { faults, left, hanging: docs.length - left.length - wrong.length };
};
