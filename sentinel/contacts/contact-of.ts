import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Fact } from '../engine/fact.ts';
import { placedOf, referredId, wantReferred } from './on-desk.ts';
import type { Placed } from './placed.ts';

/** The contact that stands under a short code or an id, one that `needs` names, or one met on the way. */
export const contactOf: Fact<Doc, (reference: string) => Placed | null, readonly string[]> = {
  look: (_, want, references) => {
    for (const reference of references) wantReferred(reference, want);
  },
  read: (_, desk) => reference => placedOf(referredId(reference, desk), desk),
};
