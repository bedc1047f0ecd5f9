import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { fateOf } from '@rounds/sentinel/erasure/fate.ts';
import type { Erased } from '@rounds/sentinel/erasure/person.ts';

/** Documents of the main database that have to do with somebody. */
export interface Gathered {
  /** Ids of those that go. */
  erased: string[];
  /** Those of others, without her. */
  scrubbed: Doc[];
  /** Those that go, for who wants to know what they are. */
  docs: Doc[];
}

const keysAtOnce = 200;
const most = 1_000_000;

/** Files that came with a message: they are its sender's. */
const filesOf = (doc: Doc): string[] =>
  isReport(doc) && Array.isArray(doc.chat_message?.files)
    ? doc.chat_message.files.flatMap(file => (typeof file?.id === 'string' ? [file.id] : []))
    : [];

/** Documents in which one of these ids, numbers or addresses stands. */
const mentioning = async (main: Store, names: readonly string[]): Promise<Set<string>> => {
  const found = new Set<string>();
  for (let at = 0; at < names.length; at += keysAtOnce) {
    const rows = await main.query('medic-erasure/docs_by_mention', {
      ...{ keys: names.slice(at, at + keysAtOnce), limit: most },
    });
    for (const { id } of rows) found.add(id);
  }
  return found;
};

/**
 * Finds all that has to do with somebody, and what refers to that, until nothing new is found.
 * @param known ids that were found before, perhaps by a process that ended
 */
export const gather = async (main: Store, person: Erased, known: readonly string[] = []): Promise<Gathered> => {
  const erased = new Set(known);
  const scrubbed = new Map<string, Doc>();
  const docs = new Map<string, Doc>();
  const looked = new Set<string>();
  for (let names = [...person.names, ...known]; names.length > 0; ) {
    const found = [person.id, ...known, ...(await mentioning(main, names))].filter(id => !looked.has(id));
    for (const id of found) looked.add(id);
    const next: string[] = [];
    for (let at = 0; at < found.length; at += keysAtOnce)
      for (const doc of await main.getMany(found.slice(at, at + keysAtOnce))) {
        if (!doc) continue;
        const fate = fateOf(doc, person, erased);
        if (fate.is === 'scrubbed') scrubbed.set(doc._id, fate.doc);
        if (fate.is !== 'erased' && !erased.has(doc._id)) continue;
        docs.set(doc._id, doc);
        for (const id of [doc._id, ...filesOf(doc)]) if (!erased.has(id)) next.push(id);
        for (const id of [doc._id, ...filesOf(doc)]) erased.add(id);
      }
    names = next;
  }
  for (const id of erased) scrubbed.delete(id);
  return { erased: [...erased], scrubbed: [...scrubbed.values()], docs: [...docs.values()] };
};
