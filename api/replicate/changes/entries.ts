import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Couch } from '../../couch/couch.ts';
import type { Mentions } from '../../visibility/audience.ts';
import { earlier } from './earlier.ts';

/** A change of the main database, without the document: what it takes to tell who may know of it. */
export interface Entry {
  /** As the database wrote it: text or a number. */
  seq: unknown;
  id: string;
  /** Leaf revisions, the winner first. */
  revs: string[];
  deleted: boolean;
  mentions: Mentions;
}

/** A row of `_changes` with its document. */
export interface ChangeRow {
  seq: unknown;
  id: string;
  changes: { rev: string }[];
  deleted?: boolean;
  doc?: Doc | null;
}

const isSecretId = (id: string): boolean => /^(_design\/|org\.couchdb\.user:|token:)/.test(id);

/**
 * Turns rows of `_changes` with their documents into entries. A deleted document counts as what it was before,
 * where the database still knows: one more pair of requests for the deleted ones of a page.
 */
export const entriesOf = async (
  { couch, database, mentionsOf }: { couch: Couch; database: string; mentionsOf: (doc: Doc) => Mentions },
  rows: readonly ChangeRow[],
): Promise<Entry[]> => {
  const bare = rows.filter(({ id, deleted, doc }) => deleted && !doc?.type && !isSecretId(id));
  const past = await earlier(
    couch,
    database,
    bare.map(({ id, changes }) => ({ id, rev: changes[0]!.rev })),
    1,
  );
  return rows.map(({ seq, id, changes, deleted = false, doc }) => {
    const before = past.get(id)?.bodies[0];
    const known = !deleted || doc?.type || isSecretId(id);
    const what: Mentions = known ? mentionsOf({ ...doc, _id: id }) : before ? mentionsOf(before) : { kind: 'gone' };
    return { seq, id, revs: changes.map(({ rev }) => rev), deleted, mentions: what };
  });
};
