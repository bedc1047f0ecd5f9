import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Scope } from '../../visibility/scope.ts';
import type { Visibility } from '../../visibility/visibility.ts';
import type { Entry } from './entries.ts';

/**
 * Primary contacts who come into a user's scope with the places that name them, though they themselves did not change:
 * a row for each, before that of its place.
 */
export const withPrimaries = async (
  { main, audiences }: Pick<Visibility, 'audiences'> & { main: Store },
  scope: Scope,
  entries: readonly Entry[],
): Promise<Entry[]> => {
  if (scope.primary.size === 0) return [...entries];
  const named = ({ mentions, deleted }: Entry) =>
    mentions.kind === 'contact' && !deleted ? mentions.primary : undefined;
  const listed = new Set(entries.map(({ id }) => id));
  const ids = [...new Set(entries.map(named))].filter(
    id => id !== undefined && scope.primary.has(id) && !listed.has(id),
  );
  const docs = new Map((await main.getMany(ids as string[])).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  return entries.flatMap(entry => {
    const doc = docs.get(named(entry) ?? '');
    if (!doc) return [entry];
    docs.delete(doc._id);
    return [
      { seq: entry.seq, id: doc._id, revs: [doc._rev!], deleted: false, mentions: audiences.mentions(doc) },
      entry,
    ];
  });
};

/** Whether a place that a user may see names a primary contact of whom his scope does not know yet. */
export const isBehind = (scope: Scope, mine: readonly Entry[]): boolean =>
  !scope.online &&
  scope.replicatePrimaryContacts &&
  mine.some(({ mentions }) => mentions.kind === 'contact' && mentions.primary && !scope.primary.has(mentions.primary));
