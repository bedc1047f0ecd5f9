import { randomUUID } from 'node:crypto';
import { isOwnForm } from '@rounds/config/programme/demonstration.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import { leaveDemonstration } from '../../programme/leave-demonstration.ts';
import type { Caller } from '../../session/caller.ts';
import type { ReplicateParts } from '../parts.ts';
import { noteDates } from './infodates.ts';
import { type JudgeParts, judge, refusal, type WriteRow } from './judge.ts';

/** The parts that writing takes. */
export type WriteParts = JudgeParts & Pick<ReplicateParts, 'sentinel' | 'now'>;

/** Keys that CouchDB sends with a document and refuses when they come back: they are left out. */
const sentKeys = new Set(['_conflicts', '_revs_info', '_local_seq', '_deleted_conflicts']);

/** Writes as administrator what {@link judge} let pass; when the database refuses the batch, one by one. */
const store = async (
  { main }: Pick<WriteParts, 'main'>,
  docs: readonly Doc[],
  newEdits: boolean,
): Promise<WriteRow[]> => {
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
    for (const doc of docs) rows.push(...(await store({ main }, [doc], newEdits)));
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
  parts: WriteParts,
  caller: Caller,
  given: readonly Doc[],
  newEdits = true,
): Promise<WriteRow[]> => {
  const docs = given.map(cleaned);
  if (docs.length === 0) return [];
  const verdicts = await judge(parts, caller, docs, newEdits);
  const allowed = docs.filter((_, index) => verdicts[index] === null);
  const written = allowed.length > 0 ? await store(parts, allowed, newEdits) : [];
  parts.wrote(allowed);
  const came = allowed.filter((doc, index) => 'ok' in written[index]! && !doc._deleted).map(({ _id }) => _id);
  const forms = allowed.filter((doc, index) => 'ok' in written[index]! && doc._id.startsWith('form:'));
  if ((await Promise.all(forms.map(isOwnForm))).includes(true)) await leaveDemonstration(parts.main);
  await noteDates(parts.sentinel, came, new Date(parts.now()).toISOString());
  const left = [...written];
  return verdicts.map(verdict => verdict ?? left.shift()!);
};
