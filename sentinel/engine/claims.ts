import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Desk } from './desk.ts';
import { inPages } from './draft.ts';
import type { Claim, Effect } from './effects.ts';

/** Documents whose claims are carried out at the same time. */
const atOnce = 10;
/** After so many conflicts in a row on one document something else is wrong. */
const patience = 100;

/**
 * Carries out claims, those to one document in their order, and says what follows.
 *
 * Each is written alone: of a bulk nobody could tell which of its documents a quorum has. Only a plain success is
 * believed. A conflict, and a write that fewer nodes took than a quorum, say nothing: all copies are read, and the
 * document tells who has won.
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
  const known = desk.docs.base(id);
  let doc = known === undefined ? await desk.main.get(id) : known;
  for (let round = 0; round < patience; round++) {
    const wanted = apply(doc);
    if (wanted === null || wanted === doc) return ended(id, doc, wanted !== null, follows, desk);
    desk.fence();
    const result = await desk.main.writeAlone(wanted);
    if (!result.ok && result.error !== 'conflict')
      throw new AppError('store/refused', `${desk.main.name} refused ${id}: ${result.error}: ${result.reason}`);
    if (result.ok) {
      desk.own.wrote(id, result.rev);
      if (!result.accepted) {
        desk.written.push({ id, rev: result.rev, on: wanted._rev, atOnce: round === 0 });
        return ended(id, { ...wanted, _rev: result.rev }, true, follows, desk);
      }
    }
    doc = await desk.main.get(id, { quorum: 'all' });
  }
  throw new AppError('doc/conflict', `${id} of ${desk.main.name} conflicts again and again`);
};

/** The rest of the batch sees the document as it stands after the claim. */
const ended = (id: string, doc: Doc | null, won: boolean, follows: Claim['follows'], desk: Desk): readonly Effect[] => {
  desk.docs.renew(id, doc);
  if (doc && won) desk.lookups.note(doc);
  return follows(won, doc);
};
