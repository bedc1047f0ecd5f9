import type { Doc } from '../documents/doc.ts';
import type { Store } from '../store/store.ts';

/**
 * What a conflict is about, for `mergeLeaves` of `conflicts.ts`: the losing leaves with their attachments, and the
 * newest revision that all leaves have in common. The ancestor is undefined where there is none or the database has
 * compacted it away.
 *
 * @param winner as read with `conflicts: true`
 */
export const readLeaves = async <T extends Doc>(
  store: Store,
  winner: T,
): Promise<{ losers: T[]; ancestor: T | undefined }> => {
  const { _id: id, _rev: rev, _conflicts: revs = [] } = winner;
  const [own, ...others] = await Promise.all([
    store.get<T>(id, { ...(rev ? { rev } : {}), revisions: true }),
    ...revs.map(one => store.get<T>(id, { rev: one, revisions: true, attachments: true })),
  ]);
  const losers = others.filter(leaf => leaf !== null);
  const [first = [], ...rest] = [own, ...losers].map(historyOf);
  const common = first.find(one => rest.every(history => history.includes(one)));
  const ancestor = common ? await store.get<T>(id, { rev: common }) : null;
  return { losers: losers.map(({ _revisions, ...leaf }) => leaf as unknown as T), ancestor: ancestor ?? undefined };
};

/** Revisions that led to a leaf, its own first. */
const historyOf = (leaf: Doc | null): string[] => {
  const { start = 0, ids = [] } = leaf?._revisions ?? {};
  return ids.map((hash, at) => `${start - at}-${hash}`);
};
