import { type Contact, type Lineage, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';

/** A contact that moves, and what stands above it afterwards; null for nothing. */
export interface Moving {
  contact: string;
  above: Lineage | null;
}

/**
 * A chain as it stands after the move: what was above the contact that moves gives way to what is above it then. One
 * that does not lead over it stays the very same.
 */
export const relined = (chain: Lineage, { contact, above }: Moving): Lineage => {
  const walk = (at: Lineage, depth: number): Lineage | undefined => {
    if (at._id === contact) return above ? { _id: contact, parent: above } : { _id: contact };
    const parent = at.parent && depth < 50 ? walk(at.parent, depth + 1) : undefined;
    return parent ? { ...at, parent } : undefined;
  };
  return walk(chain, 0) ?? chain;
};

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** A chain of a document as it stands after the move; undefined where it stays as it is. */
const changedChain = (chain: Lineage | undefined, moving: Moving): Lineage | undefined => {
  if (!chain?._id) return undefined;
  const next = relined(chain, moving);
  return next === chain || isSame(minifyLineage(next), minifyLineage(chain)) ? undefined : next;
};

/** A contact as it stands after the move, with its primary contact; the very same where nothing of it changes. */
export const movedContact = (doc: Contact, moving: Moving): Contact => {
  const { parent: before, ...rest } = doc;
  const primary = changedChain(doc.contact, moving);
  const withPrimary = primary ? { contact: primary } : {};
  if (doc._id === moving.contact) {
    const isThere = isSame(minifyLineage(before), minifyLineage(moving.above ?? undefined));
    if (isThere && !primary) return doc;
    return { ...rest, ...(moving.above ? { parent: moving.above } : {}), ...withPrimary } as Contact;
  }
  const parent = changedChain(before, moving);
  return parent || primary ? { ...doc, ...(parent ? { parent } : {}), ...withPrimary } : doc;
};

/** A report as it stands after the move: its author stands elsewhere; the very same where he does not. */
export const movedReport = (doc: Report, moving: Moving): Report => {
  const contact = changedChain(doc.contact as Lineage | undefined, moving);
  return contact ? { ...doc, contact } : doc;
};
