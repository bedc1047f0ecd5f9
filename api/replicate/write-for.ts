import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Caller } from '../session/caller.ts';
import { noteDates } from './couchdb/infodates.ts';
import { type JudgeParts, judge } from './couchdb/judge.ts';
import type { ReplicateParts } from './parts.ts';

/** The parts that writing for a user takes. */
export type WriteForParts = JudgeParts & Pick<ReplicateParts, 'sentinel' | 'now'>;

/** Why a user may not write documents, by the same judge as what his phone sends; undefined where he may. */
export const whyNotFor = async (
  parts: JudgeParts,
  caller: Caller,
  docs: readonly Doc[],
): Promise<string | undefined> => {
  const verdicts = await judge(parts, caller, docs, true);
  const refused = verdicts.find(verdict => verdict !== null);
  return refused && 'reason' in refused ? refused.reason : undefined;
};

/**
 * Writes documents that a user made elsewhere than on his phone: all of them, or none where he may not write one.
 * @param stored what is stored of a document that he may write
 * @throws `access/forbidden` when he may not, `doc/conflict` when somebody changed one meanwhile
 */
export const writeFor = async (
  parts: WriteForParts,
  caller: Caller,
  docs: readonly Doc[],
  stored: (doc: Doc) => Doc,
): Promise<void> => {
  const reason = await whyNotFor(parts, caller, docs);
  if (reason !== undefined) throw new AppError('access/forbidden', reason);
  const results = await parts.main.write(docs.map(stored));
  parts.wrote(docs);
  const written = results.flatMap(result => (result.ok ? [result.id] : []));
  await noteDates(parts.sentinel, written, new Date(parts.now()).toISOString());
  const refused = results.find(result => !result.ok);
  if (refused) throw new AppError('doc/conflict', `"${refused.id}" was changed meanwhile`);
};
