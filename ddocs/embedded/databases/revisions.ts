import { collectLeaves, rootToLeaf } from 'pouchdb-merge';
import type { Metadata } from './storage.ts';

/** A leaf of a document's revision tree. */
export interface Leaf {
  rev: string;
  deleted: boolean;
}

/** The ancestors of a revision, itself first, as `_revisions` gives them. */
export interface History {
  start: number;
  ids: string[];
}

const REVISION = /^\d+-[^\s"]+$/;

/** Whether a text has the form of a revision. */
export const isRevision = (text: unknown): text is string => typeof text === 'string' && REVISION.test(text);

/** All leaves, the winner first: living before deleted, long before short, then by hash. */
export function leavesOf(metadata: Metadata): Leaf[] {
  const leaves = collectLeaves(metadata.rev_tree).map(({ rev, opts }) => ({
    rev,
    pos: Number.parseInt(rev, 10),
    deleted: opts.deleted === true,
  }));
  if (leaves.length > 1) {
    leaves.sort(
      (a, b) => Number(a.deleted) - Number(b.deleted) || b.pos - a.pos || (hashOf(a.rev) < hashOf(b.rev) ? 1 : -1),
    );
  }
  return leaves.map(({ rev, deleted }) => ({ rev, deleted }));
}

/** Living leaves that lost. */
export const conflictsOf = (metadata: Metadata): string[] =>
  metadata.rev_tree.length === 1 && isLine(metadata)
    ? []
    : leavesOf(metadata).flatMap(({ rev, deleted }) => (deleted || rev === metadata.winningRev ? [] : [rev]));

/** Deleted leaves that are not the winner. */
export const deletedConflictsOf = (metadata: Metadata): string[] =>
  leavesOf(metadata).flatMap(({ rev, deleted }) => (deleted && rev !== metadata.winningRev ? [rev] : []));

/** The way from a revision back to the first one known, or null when the tree does not have the revision. */
export function historyOf(metadata: Metadata, rev: string): History | null {
  for (const path of rootToLeaf(metadata.rev_tree)) {
    const at = path.ids.findIndex(({ id }, index) => `${path.pos + index}-${id}` === rev);
    if (at < 0) continue;
    const ids = path.ids.slice(0, at + 1).map(({ id }) => id);
    return { start: path.pos + at, ids: ids.reverse() };
  }
  return null;
}

/** A history as whole revisions, newest first. */
export const revisionsIn = ({ start, ids }: History): string[] => ids.map((id, index) => `${start - index}-${id}`);

/** The leaves that a revision became: itself when it is one; none when the tree does not have it. */
export function descendantsOf(metadata: Metadata, rev: string): Leaf[] {
  const found = new Set<string>();
  for (const path of rootToLeaf(metadata.rev_tree)) {
    if (path.ids.some(({ id }, index) => `${path.pos + index}-${id}` === rev)) {
      found.add(`${path.pos + path.ids.length - 1}-${path.ids.at(-1)!.id}`);
    }
  }
  return leavesOf(metadata).filter(leaf => found.has(leaf.rev));
}

/** The revisions of the tree, each once. */
export function everyRevision(metadata: Pick<Metadata, 'rev_tree'>): Set<string> {
  const all = new Set<string>();
  for (const { pos, ids } of rootToLeaf(metadata.rev_tree)) {
    for (const [index, { id }] of ids.entries()) all.add(`${pos + index}-${id}`);
  }
  return all;
}

const hashOf = (rev: string) => rev.slice(rev.indexOf('-') + 1);

function isLine(metadata: Metadata): boolean {
  let node = metadata.rev_tree[0]?.ids;
  while (node && node[2].length === 1) node = node[2][0];
  return node === undefined || node[2].length === 0;
}
