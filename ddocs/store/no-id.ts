/**
 * Whether no document has such an id. The database would refuse it, or answer with something that is no document: its
 * own state for an empty one, a list for `_all_docs`, the whole server for two dots.
 */
export const isNoId = (id: string): boolean =>
  id === '' || /^_(?!(design|local)\/(?!\.{0,2}$))/s.test(id) || /\p{Surrogate}/u.test(id);

/** Whether the path of a document is not its id: an address ends at dots, however they are written. */
export const isNoPath = (id: string): boolean => id === '.' || id === '..';
