import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { mergeLeaves } from '@rounds/ddocs/merge/merge-leaves.ts';
import { readLeaves } from '@rounds/ddocs/merge/read-leaves.ts';
import type { Desk } from './desk.ts';
import type { Mend } from './rule-set.ts';

/** Attempts at documents that others go on changing; after that the next change in the feed has its turn. */
const attempts = 5;
/** Documents whose leaves are read at the same time. */
const atOnce = 50;

/**
 * Documents with their conflicts mended: the leaves merged, the merged revision written on the winner, the losers
 * deleted. Others as they are. Values that follow from other documents are derived again. However many conflicts a
 * batch has (a phone that muted a district sends thousands), they are written together. See README.md, "Conflicts".
 */
export const mend = async <T extends { doc: Doc }>(
  dues: readonly T[],
  mends: readonly Mend[],
  desk: Desk,
): Promise<T[]> => {
  const whole = new Map<string, Doc>();
  let torn = dues.map(({ doc }) => doc).filter(isTorn);
  for (let round = 0; round < attempts && torn.length > 0; round++) {
    for (const doc of await mendOnce(torn, mends, desk)) whole.set(doc._id, doc);
    const left = torn.map(({ _id }) => _id).filter(id => !whole.has(id));
    const newest = (await desk.main.getMany(left, { conflicts: true })).filter(doc => doc !== null);
    for (const doc of newest.filter(doc => !isTorn(doc))) whole.set(doc._id, doc);
    torn = newest.filter(isTorn);
  }
  return dues.map(due => ({ ...due, doc: withoutConflicts(whole.get(due.doc._id) ?? due.doc) }));
};

const isTorn = (doc: Doc): boolean => (doc._conflicts?.length ?? 0) > 0;

const withoutConflicts = (doc: Doc): Doc => {
  const { _conflicts, ...rest } = doc;
  return rest as Doc;
};

/** The merged documents as written; not those that somebody else wrote in between. */
const mendOnce = async (winners: readonly Doc[], mends: readonly Mend[], desk: Desk): Promise<Doc[]> => {
  const { main, infos, settings, now, log } = desk;
  const leaves: Awaited<ReturnType<typeof readLeaves<Doc>>>[] = [];
  for (let at = 0; at < winners.length; at += atOnce)
    leaves.push(...(await Promise.all(winners.slice(at, at + atOnce).map(winner => readLeaves(main, winner)))));
  const merges = winners.map((winner, index) => {
    const { losers, ancestor } = leaves[index]!;
    const living = losers.filter(({ _deleted }) => !_deleted);
    return { living, merged: mergeLeaves(winner, living, { ancestor }) };
  });
  const mendsOf = (doc: Doc) => mends.filter(({ concerns }) => concerns(doc, settings));
  await infos.read(merges.filter(({ merged }) => mendsOf(merged).length > 0).map(({ merged }) => merged._id));
  const at = new Date(now).toISOString();
  const derived = merges.map(({ merged }) =>
    mendsOf(merged).reduce((doc, { again }) => again(doc, infos.get(doc._id) ?? null, at), merged),
  );
  desk.fence();
  const results = await main.write(derived);
  const written = merges.flatMap(({ living }, index) => {
    const result = results[index]!;
    return result.ok ? [{ doc: { ...derived[index]!, _rev: result.rev }, living }] : [];
  });
  const losing = written.flatMap(({ living }) =>
    living.map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })),
  );
  if (losing.length > 0) await main.write(losing);
  if (written.length > 0) log('Conflicts are mended', { documents: written.length, first: written[0]!.doc._id });
  return written.map(({ doc }) => doc);
};
