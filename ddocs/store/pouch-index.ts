import type {} from 'pouchdb-core';
import type { Doc } from '../documents/doc.ts';
import { ask, feedOf } from './pouch-ask.ts';
import { type ViewIndex, type ViewMaps, viewIndex } from './view-index.ts';

/** Every document and the sequence read before them. */
export type Everything = () => Promise<{ docs: Iterable<Doc>; seq: number | string }>;

/** Changes read at a time. */
const batch = 1000;

/**
 * An index of views that follows a PouchDB: each call answers with the index brought up to date, so that a reader sees
 * all that was written before he asked. The first call fills it.
 */
export const followIndex = (
  db: PouchDB.Database,
  maps: ViewMaps,
  everything: Everything = () => readAll(db),
): (() => Promise<ViewIndex>) => {
  let filled: { index: ViewIndex; seq: number | string } | undefined;
  let running: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  const catchUp = async () => {
    if (!filled) {
      const index = viewIndex(maps);
      const { docs, seq } = await everything();
      for (const doc of docs) index.put(doc);
      filled = { index, seq };
    }
    for (;;) {
      const { results, last_seq } = await ask(
        feedOf(db, { since: filled.seq, limit: batch, include_docs: true, conflicts: true, return_docs: true }),
      );
      for (const { id, deleted, doc } of results) {
        if (deleted || !doc) filled.index.remove(id);
        else filled.index.put(doc as unknown as Doc);
      }
      filled.seq = results.length === batch ? results.at(-1)!.seq : last_seq;
      if (results.length < batch) return;
    }
  };

  // A reader must not be content with a catch-up that began before he asked; all who ask meanwhile share the next one.
  const next = () => {
    waiting ??= running
      .catch(() => undefined)
      .then(() => {
        waiting = undefined;
        running = catchUp();
        return running;
      });
    return waiting;
  };

  return async () => {
    await next();
    return filled!.index;
  };
};

/** All documents of a database, and its sequence before they were read. */
const readAll = async (db: PouchDB.Database): Promise<{ docs: Doc[]; seq: number | string }> => {
  const { update_seq: seq } = await ask(db.info());
  // With no end key PouchDB leaves out ids that begin above U+00FF (apache/pouchdb#6375).
  const { rows } = await ask(db.allDocs({ include_docs: true, conflicts: true, endkey: '\u{10ffff}' }));
  return { docs: rows.map(({ doc }) => doc as unknown as Doc), seq };
};
