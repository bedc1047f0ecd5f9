import { isDeleted, type RevisionNode, type RevisionTree, winningRev } from 'pouchdb-merge';
import type { Database } from './database.ts';
import { everyRevision, leavesOf } from './revisions.ts';
import { type Change, keyOf, type Metadata, padded, type Storage } from './storage.ts';

/** Told of what went wrong. */
type Log = (message: string, error: unknown) => void;

/**
 * Takes leaves of documents away as if they had never been written, with all that only they had: their history, their
 * bodies, their attachments. The rest of a document stays as it is, under the sequence of its newest revision. One
 * write; afterwards the storage is made to forget as well, so that nothing of it can be found on the disk any more.
 *
 * @param asked revisions by id; those that are no leaves stay
 * @returns the revisions that were taken away, by id
 */
export async function eraseRevisions(
  db: Database,
  asked: ReadonlyMap<string, readonly string[]>,
  log: Log,
): Promise<Map<string, string[]>> {
  const { erased, keys } = await db.locked(() => eraseNow(db, asked));
  void forgetOnDisk(db, keys, log);
  return erased;
}

async function eraseNow(db: Database, asked: ReadonlyMap<string, readonly string[]>) {
  const ids = [...asked.keys()];
  const metadata = await db.storage.metadata(ids);
  const erased = new Map<string, string[]>();
  const changes: Change[] = [];
  const unused = new Map<string, Set<string>>();
  let living = 0;
  for (const [at, id] of ids.entries()) {
    const before = metadata[at];
    const leaves = new Set(before ? leavesOf(before).map(({ rev }) => rev) : []);
    const gone = [...new Set(asked.get(id))].filter(rev => leaves.has(rev));
    erased.set(id, gone);
    if (!before || !gone.length) continue;
    const after = withoutLeaves(before, new Set(gone));
    if (!before.deleted && (!after || after.deleted)) living += 1;
    changes.push(
      after
        ? { type: 'put', key: keyOf('document-store', id), value: JSON.stringify(after) }
        : { type: 'del', key: keyOf('document-store', id) },
      ...(await bodiesGone(db.storage, before, after, unused)),
    );
  }
  changes.push(...(await attachmentsGone(db.storage, unused)));
  const touched = [...erased].flatMap(([id, revs]) => (revs.length ? [id] : []));
  if (touched.length) {
    await db.storage.erase(changes, { documents: touched.length, living });
    db.erased.push(...touched);
    db.wrote(touched);
  }
  return { erased, keys: changes.flatMap(({ type, key }) => (type === 'del' ? [key] : [])) };
}

/** What a document is without some of its leaves; null when nothing is left. */
function withoutLeaves(before: Metadata, gone: ReadonlySet<string>): Metadata | null {
  const rev_tree: RevisionTree = before.rev_tree.flatMap(({ pos, ids }) => {
    const left = pruned(ids, pos, gone);
    return left ? [{ pos, ids: left }] : [];
  });
  if (!rev_tree.length) return null;
  const known = everyRevision({ rev_tree });
  const rev_map = Object.fromEntries(Object.entries(before.rev_map).filter(([rev]) => known.has(rev)));
  return {
    ...before,
    rev_tree,
    rev_map,
    seq: Math.max(...Object.values(rev_map)),
    winningRev: winningRev({ rev_tree }),
    deleted: isDeleted({ rev_tree }),
  };
}

/** A branch without some of its leaves, and without what led to those only. */
function pruned([hash, state, next]: RevisionNode, pos: number, gone: ReadonlySet<string>): RevisionNode | null {
  if (!next.length) return gone.has(`${pos}-${hash}`) ? null : [hash, state, next];
  const left = next.map(node => pruned(node, pos + 1, gone)).filter(node => node !== null);
  return left.length ? [hash, state, left] : null;
}

/** The bodies that nothing leads to any more. @param unused gets what used each attachment, by digest */
async function bodiesGone(
  storage: Storage,
  before: Metadata,
  after: Metadata | null,
  unused: Map<string, Set<string>>,
): Promise<Change[]> {
  const gone = Object.entries(before.rev_map).filter(([rev]) => after?.rev_map[rev] === undefined);
  const bodies = await storage.bodies(gone.map(([, seq]) => seq));
  return gone.map(([rev, seq], at) => {
    for (const { digest } of Object.values(bodies[at]?._attachments ?? {}))
      unused.set(digest, (unused.get(digest) ?? new Set()).add(`${before.id}@${rev}`));
    return { type: 'del', key: keyOf('by-sequence', padded(seq)) };
  });
}

/** The attachments that no revision has any more; the others without the revisions that are gone. */
async function attachmentsGone(storage: Storage, unused: ReadonlyMap<string, ReadonlySet<string>>): Promise<Change[]> {
  const changes: Change[] = [];
  for (const [digest, users] of unused) {
    const key = keyOf('attach-store', digest);
    const known = await storage.attachmentUsers(digest);
    if (!known) continue;
    const refs = Object.keys(known).filter(user => !users.has(user));
    if (refs.length)
      changes.push({
        type: 'put',
        key,
        value: JSON.stringify({ refs: Object.fromEntries(refs.map(user => [user, true])) }),
      });
    else changes.push({ type: 'del', key }, { type: 'del', key: keyOf('attach-binary-store', digest) });
  }
  return changes;
}

/** leveldb notes in its log between which keys it wrote files anew: not more of a key than this may stand there. */
const legible = '\xffdocument-store\xff'.length + 8;

/**
 * leveldb keeps what was deleted in its files until it writes them anew. It does so where a newer file says something
 * about the same keys: so all is written out first, and then deleted once more.
 */
async function forgetOnDisk(db: Database, keys: readonly string[], log: Log): Promise<void> {
  if (!keys.length) return;
  try {
    const beginnings = [...new Set(keys.map(key => key.slice(0, legible)))];
    await db.storage.squeeze(beginnings[0], beginnings[0]);
    await db.locked(() => db.storage.deleteAgain(keys));
    for (const from of beginnings) await db.storage.squeeze(from, `${from}\uffff`);
  } catch (error) {
    if (!db.isClosed()) log(`erasing from the files of ${db.name}`, error);
  }
}
