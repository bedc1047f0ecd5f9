import { isDatabaseAdmin, isServerAdmin, type UserCtx } from '../databases/access.ts';
import { compactWhenDue } from '../databases/compaction.ts';
import type { Database } from '../databases/database.ts';
import { leavesOf, revisionsIn } from '../databases/revisions.ts';
import type { Body, Metadata } from '../databases/storage.ts';
import { asCouchError, CouchError, conflict, forbidden, unauthorized } from '../http/error.ts';
import { piecesOf } from '../http/stream.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Passwords } from '../security/passwords.ts';
import { checkOwnUser, prepareUser, USERS } from '../security/users.ts';
import type { Upload, UploadedAttachment } from './upload.ts';

/** The answer for one document. */
export type Written =
  | { ok: true; id: string; rev: string }
  | { id: string; error: string; reason: string; status: number };

/** What a write needs besides the documents. */
export interface WriteContext {
  user: UserCtx;
  sandbox: Sandbox;
  /** False stores revisions as they come (replication). */
  newEdits: boolean;
  passwords: Passwords;
  /** Told of what went wrong afterwards. */
  log: (message: string, error: unknown) => void;
}

/** What stands there before a write: the document, and the revision that the new one follows. */
interface Before {
  metadata: Metadata | undefined;
  parent: Body | null;
}

/** Documents that are stored at once: others come in between, and no batch fills the memory. */
const PIECE = 1000;
/** Documents that `validate_doc_update` is asked of at once: its time limit is for so many, not for a whole batch. */
const VALIDATED = 100;

/**
 * The one way to write documents: checks who may, runs `validate_doc_update`, lets PouchDB store what passed, a batch
 * for each {@link PIECE}, and tells the feeds. @returns an answer for each document, in order; when they are
 * acknowledged they are on disk
 */
export async function writeDocuments(
  db: Database,
  uploads: readonly Upload[],
  context: WriteContext,
): Promise<Written[]> {
  const answers: Written[] = [];
  for (const piece of piecesOf(uploads, PIECE))
    for (const answer of await writePiece(db, piece, context)) answers.push(answer);
  return answers;
}

async function writePiece(db: Database, uploads: readonly Upload[], context: WriteContext): Promise<Written[]> {
  const answers = new Array<Written | undefined>(uploads.length);
  const refuse = (index: number, thrown: unknown) => {
    answers[index] = refusal(uploads[index]!._id, thrown);
  };
  const prepared = await Promise.all(
    uploads.map((upload, index) => prepare(db, upload, context).catch(thrown => refuse(index, thrown))),
  );

  await db.locked(async () => {
    if (db.isClosed()) throw new CouchError(404, 'not_found', 'Database does not exist.');
    const standing = prepared.flatMap((upload, index) => (upload ? [{ upload, index }] : []));
    const validators = await db.validators();
    const withBodies = validators.length > 0 || db.name === USERS || standing.some(({ upload }) => hasStub(upload));
    const before = await readBefore(
      db,
      standing.map(({ upload }) => upload),
      { newEdits: context.newEdits, withBodies },
    );
    for (const [at, { upload, index }] of standing.entries()) {
      try {
        const { metadata, parent } = before[at]!;
        if (context.newEdits) checkLeaf(upload, metadata);
        if (db.name === USERS) checkOwnUser(upload, parent, context.user, typeof uploads[index]!.password === 'string');
        if (upload._attachments) upload._attachments = withStubs(upload._attachments, parent);
      } catch (thrown) {
        refuse(index, thrown);
      }
    }
    await validate(db, standing, before, validators, context, (index, thrown) => {
      if (!answers[index]) refuse(index, thrown);
    });
    const passed = standing.filter(({ index }) => !answers[index]);
    const stored = await store(
      db,
      passed.map(({ upload }) => upload),
      context.newEdits,
    );
    passed.forEach(({ index }, at) => {
      answers[index] = stored[at];
    });
    db.wrote(passed.flatMap(({ upload }, at) => ('ok' in stored[at]! ? [upload._id] : [])));
  });
  void compactWhenDue(db, uploads.length, context.log);
  return answers as Written[];
}

/** Writes one document. @throws what CouchDB would answer */
export async function writeDocument(
  db: Database,
  upload: Upload,
  context: WriteContext,
): Promise<{ ok: true; id: string; rev: string }> {
  const [written] = await writeDocuments(db, [upload], context);
  if (written && 'ok' in written) return written;
  throw new CouchError(written?.status ?? 500, written?.error ?? 'unknown_error', written?.reason ?? 'no answer');
}

async function prepare(db: Database, upload: Upload, { user, newEdits, passwords }: WriteContext): Promise<Upload> {
  if (upload._id.startsWith('_design/') && !isDatabaseAdmin(user, db.security()))
    throw unauthorized('You are not a db or server admin.');
  // a revision that follows an older one than the newest would bring the roles of that one back
  if (db.name === USERS && !newEdits && !isServerAdmin(user))
    throw forbidden('Only administrators can replicate users.');
  const ready = db.name === USERS ? await prepareUser(upload, user, passwords) : { ...upload };
  if (newEdits) delete ready._revisions;
  else if (!ready._rev && !ready._revisions)
    throw new CouchError(400, 'bad_request', 'Document revision missing with new_edits=false');
  return ready;
}

async function readBefore(
  db: Database,
  uploads: readonly Upload[],
  what: { newEdits: boolean; withBodies: boolean },
): Promise<Before[]> {
  // PouchDB sorts out replicated and new documents by itself
  const needed = what.withBodies || (what.newEdits && uploads.some(({ _rev }) => _rev !== undefined));
  if (!needed) return uploads.map(() => ({ metadata: undefined, parent: null }));
  const metadata = await db.storage.metadata(uploads.map(({ _id }) => _id));
  const seqs = uploads.map((upload, at) =>
    what.withBodies ? parentSeq(upload, metadata[at], what.newEdits) : undefined,
  );
  const bodies = await db.storage.bodies(seqs.map(seq => seq ?? 0));
  return uploads.map((_, at) => ({
    metadata: metadata[at],
    parent: seqs[at] === undefined ? null : (bodies[at] ?? null),
  }));
}

/** Where the revision is that a upload follows; undefined for a new document and for one that rises from the dead. */
function parentSeq(upload: Upload, metadata: Metadata | undefined, newEdits: boolean): number | undefined {
  if (!metadata) return undefined;
  if (newEdits) return upload._rev ? metadata.rev_map[upload._rev] : undefined;
  const ancestors = upload._revisions ? revisionsIn(upload._revisions).slice(1) : [];
  const known = ancestors.find(rev => metadata.rev_map[rev] !== undefined);
  return known === undefined ? undefined : metadata.rev_map[known];
}

function checkLeaf({ _rev, _deleted }: Upload, metadata: Metadata | undefined): void {
  if (!metadata) {
    if (_rev) throw conflict();
    return;
  }
  if (!_rev) {
    if (!metadata.deleted || _deleted) throw conflict();
    return;
  }
  const leaf = leavesOf(metadata).find(({ rev }) => rev === _rev);
  // a deleted document comes back without a revision only
  if (!leaf || (leaf.deleted && metadata.deleted)) throw conflict();
}

const hasStub = ({ _attachments }: Upload) =>
  _attachments !== undefined && Object.values(_attachments).some(({ stub }) => stub);

/** Stubs completed from the revision before. @throws `missing_stub` */
function withStubs(
  attachments: Record<string, UploadedAttachment>,
  parent: Body | null,
): Record<string, UploadedAttachment> {
  const entries = Object.entries(attachments).map(([name, one]) => {
    if (!one.stub) return [name, one] as const;
    const held = parent?._attachments ?? {};
    const old = Object.hasOwn(held, name) ? held[name] : undefined;
    if (!old)
      throw new CouchError(412, 'missing_stub', `Attachment "${name}" is a stub, but the document does not have it`);
    return [name, { ...old, stub: true }] as const;
  });
  return Object.fromEntries(entries);
}

type Refusal = { forbidden?: unknown; unauthorized?: unknown; error?: string } | null;

async function validate(
  db: Database,
  standing: readonly { upload: Upload; index: number }[],
  before: readonly Before[],
  validators: readonly string[],
  { user, sandbox }: WriteContext,
  refuse: (index: number, thrown: CouchError) => void,
): Promise<void> {
  const subject = standing
    .map((one, at) => ({ ...one, parent: before[at]?.parent ?? null }))
    .filter(({ upload }) => !upload._id.startsWith('_design/'));
  if (!validators.length || !subject.length) return;
  const userCtx = { db: db.name, name: user.name, roles: user.roles };
  for (const piece of piecesOf(subject, VALIDATED)) {
    const docs = piece.map(({ upload, parent }) => [shownToValidator(upload), parent]);
    const refusals = await sandbox.run<Refusal[]>(
      'validate',
      { functions: validators },
      { docs, userCtx, secObj: db.security() },
    );
    refusals.forEach((refused, at) => {
      if (refused) refuse(piece[at]!.index, asRefusal(refused));
    });
  }
}

function asRefusal(refused: NonNullable<Refusal>): CouchError {
  const reason = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  if (refused.forbidden !== undefined) return forbidden(reason(refused.forbidden));
  if (refused.unauthorized !== undefined) return unauthorized(reason(refused.unauthorized));
  return new CouchError(500, 'internal_server_error', refused.error ?? 'validate_doc_update failed');
}

function shownToValidator(upload: Upload): Upload {
  if (!upload._attachments) return upload;
  const stubs = Object.entries(upload._attachments).map(
    ([name, { data: _data, ...rest }]) => [name, { ...rest, stub: true }] as const,
  );
  return { ...upload, _attachments: Object.fromEntries(stubs) };
}

type PouchAnswer = {
  ok?: boolean;
  id?: string;
  rev?: string;
  error?: unknown;
  status?: number;
  name?: string;
  reason?: string;
  message?: string;
};

async function store(db: Database, uploads: readonly Upload[], newEdits: boolean): Promise<Written[]> {
  if (!uploads.length) return [];
  const docs = uploads.map(upload => (newEdits ? upload : withHistory(upload)));
  const answers = (await db.storage.pouch.bulkDocs([...docs] as PouchDB.Core.PutDocument<object>[], {
    new_edits: newEdits,
  })) as PouchAnswer[];
  if (!newEdits) return docs.map(doc => ({ ok: true, id: doc._id, rev: doc._rev ?? '' }));
  return docs.map((doc, at) => {
    const answer = answers[at];
    if (answer?.ok && answer.rev) return { ok: true, id: doc._id, rev: answer.rev };
    if (answer?.status === 409) return refusal(doc._id, conflict());
    return {
      id: doc._id,
      error: answer?.name ?? 'unknown_error',
      reason: answer?.reason ?? answer?.message ?? 'not written',
      status: answer?.status ?? 500,
    };
  });
}

/** A replicated revision with the `_rev` that its history says, which PouchDB sorts by. */
const withHistory = (upload: Upload): Upload =>
  upload._revisions ? { ...upload, _rev: `${upload._revisions.start}-${upload._revisions.ids[0]}` } : upload;

function refusal(id: string, thrown: unknown): Written {
  const { status, body } = asCouchError(thrown);
  return { id, status, ...body };
}
