import leveldown, { type LevelDown } from 'leveldown';

/**
 * The storage under PouchDB: leveldb, with an fsync after every batch, so that an acknowledged write survives a power
 * cut as well as `kill -9`.
 *
 * PouchDB opens its database by calling this with the folder's path; {@link openedAt} then gives the same open leveldb
 * to our own reads, because leveldb can be opened only once.
 */
export function syncedLeveldb(location: string): LevelDown {
  const level = leveldown(location);
  const { _put, _del, _batch } = level;
  level._put = (key, value, options, callback) => _put.call(level, key, value, { ...options, sync: true }, callback);
  level._del = (key, options, callback) => _del.call(level, key, { ...options, sync: true }, callback);
  level._batch = (operations, options, callback) =>
    _batch.call(level, operations, { ...options, sync: true }, callback);
  opened.set(location, level);
  return level;
}
syncedLeveldb.destroy = leveldown.destroy;

const opened = new Map<string, LevelDown>();

/** The leveldb that {@link syncedLeveldb} made for a folder. */
export function openedAt(location: string): LevelDown {
  const level = opened.get(location);
  if (!level) throw new Error(`no leveldb was opened at ${location}`);
  return level;
}

/** Forgets a leveldb that was closed. */
export const forgetOpened = (location: string): boolean => opened.delete(location);
