import type { Cursor, LevelDown } from 'leveldown';
import { notFound } from '../http/error.ts';

/**
 * Reads of one leveldb that end before it is closed: leveldown ends the whole process when it is asked for something
 * after its close, and a database may be removed while others read it. @throws `not_found` from every read after
 * {@link LevelReader.close}
 */
export interface LevelReader {
  texts(keys: readonly string[]): Promise<(string | undefined)[]>;
  bytes(key: string): Promise<Buffer | undefined>;
  /** Entries in the order of keys, or backwards; stops when the consumer does. */
  entries(range: Range): AsyncGenerator<{ key: string; value: string }>;
  size(from: string, to: string): Promise<number>;
  /** Writes the files anew that hold, or held, entries between two keys. */
  squeeze(from: string, to: string): Promise<void>;
  /** Waits for the reads under way. */
  close(): Promise<void>;
}

/** A range of keys as leveldown takes it. */
export interface Range {
  gt?: string;
  gte?: string;
  lt?: string;
  lte?: string;
  reverse?: boolean;
  limit?: number;
}

const READ_AHEAD = 256 * 1024;

/** A {@link LevelReader} of an open leveldb. */
export function levelReader(level: LevelDown): LevelReader {
  const cursors = new Set<Cursor>();
  let reading = 0;
  let closed = false;
  let idle = () => {};
  const read = async <T>(task: (done: (error: Error | null | undefined, value: T) => void) => void): Promise<T> => {
    if (closed) throw notFound('Database does not exist.');
    reading += 1;
    try {
      return await new Promise<T>((resolve, reject) =>
        task((error, value) => (error ? reject(error) : resolve(value))),
      );
    } finally {
      reading -= 1;
      if (!reading) idle();
    }
  };
  const one = async (key: string, asBuffer: boolean) => {
    try {
      return await read<string | Buffer>(done => level.get(key, { asBuffer }, done));
    } catch (error) {
      if (error instanceof Error && /NotFound:/.test(error.message)) return undefined;
      throw error;
    }
  };
  return {
    async texts(keys) {
      if (!keys.length) return [];
      // a single key is read faster by itself
      if (keys.length === 1) return [(await one(keys[0]!, false)) as string | undefined];
      return read(done => level.getMany(keys, { asBuffer: false }, done));
    },
    bytes: async key => (await one(key, true)) as Buffer | undefined,
    async *entries(range) {
      if (closed) throw notFound('Database does not exist.');
      const cursor = level.iterator({ ...range, keyAsBuffer: false, valueAsBuffer: false, highWaterMark: READ_AHEAD });
      cursors.add(cursor);
      try {
        for (;;) {
          const [key, value] = await read<[string?, string?]>(done =>
            cursor.next((error, ...entry) => done(error, entry)),
          );
          if (key === undefined || value === undefined) return;
          yield { key, value };
        }
      } finally {
        if (cursors.delete(cursor)) await end(cursor);
      }
    },
    size: (from, to) => read(done => level.approximateSize(from, to, done)),
    squeeze: (from, to) => read(done => level.compactRange(from, to, done)),
    async close() {
      closed = true;
      if (reading) {
        await new Promise<void>(resolve => {
          idle = resolve;
        });
      }
      const open = [...cursors];
      cursors.clear();
      await Promise.all(open.map(end));
    },
  };
}

const end = (cursor: Cursor) =>
  new Promise<void>(resolve => {
    cursor.end(() => resolve());
  });
