import { type Doc, generation } from '@rounds/ddocs/documents/doc.ts';
import type { Branch, Metadata, Row, Tree } from './stores.ts';

/** A history that is one line, as in `Doc._revisions`. */
export interface History {
  start: number;
  ids: string[];
}

/** A document about to be written. */
export interface Next {
  id: string;
  rev: string;
  body: object;
  before: Row | undefined;
  tree: Tree;
  /** Whether it is a deletion. */
  gone: boolean;
}

/** PouchDB keeps a thousand revisions and then forgets the oldest; that is left to it. */
const mostRevisions = 900;

/** The next revision of a document; null when its history is not one line. */
export const nextOf = (doc: Doc, row: Row | undefined): Next | null => {
  const { _id: id, _rev: old, ...body } = doc;
  // A hash of the contents, as PouchDB makes it, would take half the time of a large write and is not asked for.
  const rev = `${generation(old) + 1}-${crypto.randomUUID().replaceAll('-', '')}`;
  const gone = doc._deleted === true;
  const branch: Branch = [hashOf(rev), { status: 'available', ...(gone ? { deleted: true } : {}) }, []];
  if (!row) return gone ? null : { id, rev, body, before: undefined, tree: [{ pos: 1, ids: branch }], gone };
  const { rev_tree: tree } = JSON.parse(row.data) as Metadata;
  const leaf = lastOf(tree);
  // PouchDB brings back what was deleted in a way of its own.
  if (!leaf || row.deletedOrLocal !== '0' || generation(old) - tree[0]!.pos > mostRevisions) return null;
  leaf[1].status = 'missing';
  leaf[2] = [branch];
  return { id, rev, body, before: row, tree, gone };
};

/** The tree of a document of which only this revision is known. */
export const treeOf = (rev: string): Tree => [
  { pos: generation(rev), ids: [hashOf(rev), { status: 'available' }, []] },
];

const hashOf = (rev: string): string => rev.slice(rev.indexOf('-') + 1);

/** The last revision of a history that is one line. */
const lastOf = (tree: Tree): Branch | null => {
  if (tree.length !== 1) return null;
  for (let branch = tree[0]!.ids; ; branch = branch[2][0]!) {
    if (branch[2].length === 0) return branch;
    if (branch[2].length > 1) return null;
  }
};

/** The history in a tree; null when it is not one line. */
export const historyOf = (tree: Tree): History | null => {
  if (!lastOf(tree)) return null;
  const ids: string[] = [];
  for (let branch: Branch | undefined = tree[0]!.ids; branch; branch = branch[2][0]) ids.unshift(branch[0]);
  return { start: tree[0]!.pos + ids.length - 1, ids };
};
