import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { ImportedDoc } from './documents.ts';
import type { ImportFault } from './fault.ts';
import type { Kind } from './folder.ts';
import { mergeWith } from './merge.ts';

/** How many documents of a kind were written. */
export interface Count {
  created: number;
  changed: number;
  unchanged: number;
}

/** What became of the documents. */
export interface Written {
  counts: Partial<Record<Kind, Count>>;
  /** Documents that the database refused. */
  faults: ImportFault[];
}

/** Documents per request. */
const batchSize = 500;
/** How often a batch is read and written again when others change its documents at that moment. */
const attempts = 5;

interface Wanted extends ImportedDoc {
  /** What is to be written; undefined when the stored document says it all. */
  next: Doc | undefined;
  isNew: boolean;
}

const compare = async (store: Store, docs: readonly ImportedDoc[]): Promise<Wanted[]> => {
  const stored = await store.getMany(docs.map(({ doc }) => doc._id));
  return docs.map((each, i) => {
    const old = stored[i];
    return old ? { ...each, next: mergeWith(old, each), isNew: false } : { ...each, next: each.doc, isNew: true };
  });
};

/**
 * Writes documents that are not stored as they should be, in batches.
 * @param options.dryRun compares and counts, and writes nothing
 * @param options.done hears how many documents are through, of all
 */
export const writeImported = async (
  store: Store,
  docs: readonly ImportedDoc[],
  { dryRun = false, done = () => undefined }: { dryRun?: boolean; done?: (count: number) => void } = {},
): Promise<Written> => {
  const counts: Written['counts'] = {};
  const faults: ImportFault[] = [];
  const count = (kind: Kind, what: keyof Count): void => {
    const of = counts[kind] ?? { created: 0, changed: 0, unchanged: 0 };
    counts[kind] = { ...of, [what]: of[what] + 1 };
  };
  for (let start = 0; start < docs.length; start += batchSize) {
    let left = docs.slice(start, start + batchSize);
    for (let attempt = 1; left.length > 0; attempt += 1) {
      const wanted = await compare(store, left);
      const toWrite = wanted.filter(({ next }) => next);
      for (const { kind, next } of wanted) if (!next) count(kind, 'unchanged');
      const results = dryRun || toWrite.length === 0 ? [] : await store.write(toWrite.map(({ next }) => next as Doc));
      left = [];
      for (const [i, each] of toWrite.entries()) {
        const result = results[i];
        if (!result || result.ok) count(each.kind, each.isNew ? 'created' : 'changed');
        else if (result.error === 'conflict' && attempt < attempts) left.push(each);
        else
          faults.push({
            file: each.file,
            row: each.row,
            message: `the database refused it: ${result.reason || result.error}`,
          });
      }
    }
    done(Math.min(start + batchSize, docs.length));
  }
  return { counts, faults };
};
