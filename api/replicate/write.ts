import { randomUUID } from 'node:crypto';
import { may } from '@rounds/config/permissions/permissions.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { isReport, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { compileValidate, refusalBy } from '@rounds/ddocs/validate/validate.ts';
import { wellFormed } from '@rounds/sentinel/reading/well-formed.ts';
import type { Programme } from '../programme/programme.ts';
import { whyNotHandedOn } from '../session/hand-on.ts';
import type { Caller } from '../session/sessions.ts';
import { noteDates } from './infodates.ts';
import { maySee, whyNotLeft } from './scope.ts';

/** A row of the answer to `_bulk_docs`, as CouchDB has it. PouchDB looks for `name` to tell a refusal from a fault. */
export type WriteRow =
  | { ok: true; id: string; rev: string }
  | { id: string; error: string; reason: string; name: string; status: number; rev?: string };

const statuses: Record<string, number> = { conflict: 409, forbidden: 403, unauthorized: 401, too_large: 413 };
const refusal = (id: string, error: string, reason: string): WriteRow => ({
  id,
  error,
  reason,
  name: error,
  status: statuses[error] ?? 400,
});

const ownKeys = new Set(['_id', '_rev', '_deleted', '_attachments', '_revisions']);
/** Keys that CouchDB sends with a document and takes back without complaint nowhere: they are left out. */
const sentKeys = new Set(['_conflicts', '_revs_info', '_local_seq', '_deleted_conflicts']);

/**
 * Whether a text in a document holds half a character: JSON has no way to write one, and CouchDB refuses the whole
 * request for it.
 */
const holdsHalves = (doc: Doc): boolean => {
  const text = JSON.stringify(doc);
  return text.includes('\\ud') && /(?:^|[^\\])(?:\\\\)*\\ud[89a-f]/.test(text);
};

/**
 * What is wrong with a document before anybody asks who may write it: one faulty document must not stop its whole
 * batch.
 */
const faultOf = (doc: Doc, newEdits: boolean): string | undefined => {
  const { _id, _rev } = doc;
  if (typeof _id !== 'string' || _id === '') return 'A document needs an id';
  if (_id.startsWith('_') && !_id.startsWith('_design/')) return 'Only reserved document ids may start with underscore';
  if (_rev !== undefined && !/^\d+-[0-9a-zA-Z]+$/.test(String(_rev))) return 'Invalid rev format';
  if (!newEdits && _rev === undefined) return 'A revision that is stored as given needs its number';
  const strange = Object.keys(doc).find(key => key.startsWith('_') && !ownKeys.has(key));
  if (strange !== undefined) return `Bad special document member: ${strange}`;
  return holdsHalves(doc) ? 'A text of this document holds half a character' : undefined;
};

const validate = compileValidate();

/**
 * Why a user may not write these documents; null where he may. Documents of one batch count as stored for each other.
 */
const judge = async (
  programme: Programme,
  caller: Caller,
  docs: readonly Doc[],
  newEdits: boolean,
): Promise<(WriteRow | null)[]> => {
  const { main, facts } = programme;
  const scope = await programme.scope(caller);
  const mayEdit = may(programme.settings.current(), caller.roles, 'can_edit');
  const whole = docs.map(doc => faultOf(doc, newEdits));
  const stored = await main.getMany(docs.map(({ _id }, index) => (whole[index] ? 'settings' : _id)));
  const before = await facts.of(stored.map((doc, index) => doc ?? { _id: docs[index]!._id }));
  // A contact of others that this batch would move here is refused, and must not bring reports about it in.
  const overlay = docs.filter(
    ({ _deleted }, index) => !_deleted && !whole[index] && (!stored[index] || maySee(scope, before[index]!)),
  );
  const after = await facts.of(
    docs.map((doc, index) => (whole[index] ? { _id: 'settings' } : doc)),
    { overlay, placed: true },
  );
  return docs.map((doc, index) => {
    const old = stored[index]!;
    const fault = whole[index];
    if (fault) return refusal(wellFormed(String(doc._id)), 'bad_request', fault);
    const ownSettings = after[index]!.kind === 'user' && doc._id === `org.couchdb.user:${caller.name}`;
    if (!mayEdit && !ownSettings) return refusal(doc._id, 'forbidden', 'You lack the permission can_edit');
    if (old && !maySee(scope, before[index]!))
      return refusal(doc._id, 'forbidden', 'This document is outside your places');
    const vanishes = doc._deleted === true;
    if (!vanishes && !maySee(scope, after[index]!)) return refusal(doc._id, 'forbidden', whyOutside(doc));
    const unfit = vanishes || isAboutTheSame(doc, old) ? undefined : whyNotLeft(scope, after[index]!);
    if (unfit) return refusal(doc._id, 'forbidden', unfit);
    const foreign = vanishes ? undefined : whyNotHandedOn(programme.settings.current(), caller, doc, old);
    if (foreign) return refusal(doc._id, 'forbidden', foreign);
    const wrong = doc._id === 'settings' && !vanishes ? parseSettings(doc.settings).faults : [];
    if (wrong.length > 0)
      return refusal(doc._id, 'forbidden', wrong.map(({ path, message }) => `${path}: ${message}`).join('; '));
    const refused = refusalBy(validate, doc, old, { name: caller.name, roles: caller.roles });
    return refused ? refusal(doc._id, refused.error, refused.reason) : null;
  });
};

/** Whether a report that somebody edits is about whom it was about before; that is not the editor's doing. */
const isAboutTheSame = (doc: Doc, stored: Doc | null): boolean => {
  if (!isReport(doc) || !isReport(stored) || doc.form !== stored.form || doc.kujua_message || stored.kujua_message)
    return false;
  const [now, before] = [subjectOf(doc), subjectOf(stored)];
  return now.patient === before.patient && now.place === before.place;
};

const whyOutside = (doc: Doc): string =>
  doc.type === 'data_record'
    ? 'This report is about somebody outside your places, or made by somebody outside them'
    : 'This document would be outside your places';

/** Why a user may not write a stored document again as it is; undefined where he may. */
export const mayWrite = async (programme: Programme, caller: Caller, stored: Doc): Promise<string | undefined> => {
  const [verdict] = await judge(programme, caller, [stored], true);
  return verdict && 'reason' in verdict ? verdict.reason : undefined;
};

/** Writes as administrator what {@link judge} let pass; when the database refuses the batch, one by one. */
const store = async (programme: Programme, docs: readonly Doc[], newEdits: boolean): Promise<WriteRow[]> => {
  const { main } = programme;
  try {
    const results = await main.write(docs, { newEdits });
    return results.map(row =>
      row.ok ? { ok: true, id: row.id, rev: row.rev } : refusal(row.id, row.error, row.reason),
    );
  } catch (error) {
    if (!isAppError(error, 'store/refused')) throw error;
    if (docs.length === 1) {
      const { error: word = 'bad_request', reason = 'The database refused this document' } = (error.details ?? {}) as {
        error?: string;
        reason?: string;
      };
      return [refusal(docs[0]!._id, word, reason)];
    }
    const rows: WriteRow[] = [];
    for (const doc of docs) rows.push(...(await store(programme, [doc], newEdits)));
    return rows;
  }
};

const cleaned = (doc: Doc): Doc => {
  const kept = Object.entries(doc).filter(([key]) => !sentKeys.has(key));
  return { ...Object.fromEntries(kept), _id: doc._id ?? randomUUID().replaceAll('-', '') };
};

/**
 * Writes documents for a user: each is accepted when he may see both what is stored and what he writes, and the
 * validation of the database lets it pass under his name. Answers in order; a refusal says why.
 */
export const writeDocs = async (
  programme: Programme,
  caller: Caller,
  given: readonly Doc[],
  newEdits = true,
): Promise<WriteRow[]> => {
  const docs = given.map(cleaned);
  if (docs.length === 0) return [];
  const verdicts = await judge(programme, caller, docs, newEdits);
  const allowed = docs.filter((_, index) => verdicts[index] === null);
  const written = allowed.length > 0 ? await store(programme, allowed, newEdits) : [];
  programme.facts.forget(allowed.map(({ _id }) => _id));
  const came = allowed.filter((doc, index) => 'ok' in written[index]! && !doc._deleted).map(({ _id }) => _id);
  await noteDates(programme.sentinel, came, new Date(programme.now()).toISOString());
  const left = [...written];
  return verdicts.map(verdict => verdict ?? left.shift()!);
};
