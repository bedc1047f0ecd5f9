import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { maySee, type Scope } from '../../visibility/scope.ts';
import type { ReplicateParts } from '../parts.ts';

/** A revision as `_bulk_get` and `open_revs` answer it. */
export type Revision = { ok: Doc } | { error: object } | { missing: string };

/** An answer of `_bulk_get`. */
export interface Got {
  results: { id: string; docs: Revision[] }[];
}

type StandingParts = Pick<ReplicateParts, 'main' | 'audiences'>;

/** A deleted revision as others may see it: that it is deleted, and nothing of what it held. */
export const tombstone = ({ _id, _rev, _revisions }: Doc): Doc => ({
  _id,
  ...(_rev ? { _rev } : {}),
  _deleted: true,
  ...(_revisions ? { _revisions } : {}),
});

/** Which of these documents a user may see as they stand now. Missing and deleted ones are nobody's. */
export const standing = async (
  { main, audiences }: StandingParts,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, 'visible' | 'hidden' | 'missing'>> => {
  const stored = await main.getMany(ids);
  const found = await audiences.of(stored.map((doc, index) => doc ?? { _id: ids[index]! }));
  return new Map(
    ids.map((id, index) => [id, stored[index] ? (maySee(scope, found[index]!) ? 'visible' : 'hidden') : 'missing']),
  );
};

/**
 * What of revisions that the database handed out a user may see; the others are left out, as if nobody had asked for
 * them.
 */
export const visibleRevisions = async (parts: StandingParts, scope: Scope, got: Got): Promise<Got> => {
  const state = await standing(parts, scope, [...new Set(got.results.map(({ id }) => id))]);
  const revisions = got.results.flatMap(({ docs }) => docs.flatMap(each => ('ok' in each ? [each.ok] : [])));
  const found = await parts.audiences.of(revisions);
  const mine = new Set(revisions.filter((doc, index) => doc._deleted || maySee(scope, found[index]!)));
  const results = got.results.map(({ id, docs }) => ({
    id,
    docs: docs.flatMap((each): Revision[] => {
      if (!('ok' in each)) return state.get(id) === 'hidden' ? [] : [each];
      if (!mine.has(each.ok)) return [];
      if (each.ok._deleted) return [{ ok: tombstone(each.ok) }];
      return state.get(id) === 'visible' ? [each] : [];
    }),
  }));
  return { results: results.filter(({ docs }) => docs.length > 0) };
};
