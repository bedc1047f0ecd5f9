import type { Store } from './store.ts';

/**
 * A page of ids under a place, the place itself first or among them.
 * @param depth 0 the place itself, 1 its children, ...
 */
export const descendantIds = async (
  store: Store,
  placeId: string,
  options: { limit: number; skip?: number; depth?: number },
): Promise<string[]> => {
  const { depth, ...page } = options;
  const rows = await store.query('medic/contacts_by_depth', {
    key: depth === undefined ? [placeId] : [placeId, depth],
    ...page,
  });
  return rows.map(({ id }) => id);
};
