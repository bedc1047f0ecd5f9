import type { Doc } from '../documents/doc.ts';
import type { Change, WriteResult } from './store.ts';

/** How many documents are remembered. */
const most = 2500;

/** Documents that this process wrote lately, which need not be read again as long as nobody else changed them. */
export interface OwnDocs {
  /** The document of a change as it was written here; undefined where it is another revision, or somebody else's. */
  at(change: Pick<Change, 'id' | 'rev'>): Doc | undefined;
  /** Remembers documents that were written, under their new revisions. */
  wrote(docs: readonly Doc[], results: readonly WriteResult[]): void;
}

export const ownDocs = (): OwnDocs => {
  const own = new Map<string, Doc>();
  return {
    at: ({ id, rev }) => (own.get(id)?._rev === rev ? own.get(id) : undefined),
    wrote: (docs, results) => {
      results.forEach((result, at) => {
        const doc = docs[at]!;
        if (!result.ok) return;
        own.delete(doc._id);
        // Their bodies would take too much room.
        if (!doc._deleted && !doc._attachments) own.set(doc._id, { ...doc, _rev: result.rev });
      });
      for (const id of own.keys()) {
        if (own.size <= most) return;
        own.delete(id);
      }
    },
  };
};
