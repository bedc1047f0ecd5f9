import { randomBytes } from 'node:crypto';

/** What can happen to a database. */
export type Event = 'created' | 'updated' | 'deleted';

/** The last event of a kind that happened to a database. */
export interface DatabaseUpdate {
  seq: number;
  db_name: string;
  type: Event;
}

/** What happened to the databases of a server since it was started, the last event of each kind for each of them. */
export interface DatabaseUpdates {
  /** Marks the sequences: after a restart they begin anew. */
  readonly run: string;
  note(name: string, type: Event): void;
  after(seq: number): DatabaseUpdate[];
  last(): number;
  /** @returns what ends it */
  follow(listener: (name: string) => void): () => void;
}

/** Nothing yet. */
export function databaseUpdates(): DatabaseUpdates {
  const known = new Map<string, DatabaseUpdate>();
  const listeners = new Set<(name: string) => void>();
  let seq = 0;
  return {
    run: randomBytes(4).toString('hex'),
    note(db_name, type) {
      seq += 1;
      const key = `${type}:${db_name}`;
      // at the end: a map keeps its order
      known.delete(key);
      known.set(key, { seq, db_name, type });
      for (const listener of [...listeners]) listener(db_name);
    },
    after: from => [...known.values()].filter(one => one.seq > from),
    last: () => seq,
    follow(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
