import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Desk } from './desk.ts';
import { inPages } from './draft.ts';
import type { Claim, Effect } from './effects.ts';
import { win } from './win.ts';

/** Documents whose claims are carried out at the same time. */
const atOnce = 10;

/**
 * Carries out claims, those to one document in their order, and says what follows.
 * @returns the effects of every claim, in the order of the claims
 */
export const settleClaims = async (claims: readonly Claim[], desk: Desk): Promise<Effect[]> => {
  const after = new Map<Claim, readonly Effect[]>();
  const byDoc = new Map<string, Claim[]>();
  for (const one of claims) byDoc.set(one.id, [...(byDoc.get(one.id) ?? []), one]);
  for (const some of inPages(byDoc.values(), atOnce))
    await Promise.all(
      some.map(async same => {
        for (const one of same) after.set(one, await settleClaim(one, desk));
      }),
    );
  return claims.flatMap(one => after.get(one) ?? []);
};

const settleClaim = async ({ id, apply, follows }: Claim, desk: Desk): Promise<readonly Effect[]> => {
  const { won, doc } = await win(desk.main, id, apply, {
    known: desk.docs.base(id),
    fence: desk.fence,
    wrote: (rev, on, last, atOnce) => {
      desk.own.wrote(id, rev);
      if (last) desk.written.push({ id, rev, on, atOnce });
    },
  });
  return ended(id, doc, won, follows, desk);
};

/** The rest of the batch sees the document as it stands after the claim. */
const ended = (id: string, doc: Doc | null, won: boolean, follows: Claim['follows'], desk: Desk): readonly Effect[] => {
  desk.docs.renew(id, doc);
  if (doc && won) desk.lookups.note(doc);
  return follows(won, doc);
};
