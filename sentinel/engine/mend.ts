import { mergeLeaves } from '@rounds/ddocs/conflicts.ts';
import { type Contact, isContact } from '@rounds/ddocs/contacts.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { isClaimed, reasonIn, withMuted } from '../rules/muting-contact.ts';
import type { Desk } from './desk.ts';

/** Attempts at a document that others go on changing; after that the next change in the feed has its turn. */
const attempts = 5;

/**
 * Documents with their conflicts mended: the leaves merged, the merged revision written on the winner, the losers deleted. Others
 * as they are. What follows from reports is derived again: muting from the contact's history.
 * @see architecture.md, decision 12
 */
export const mend = async <T extends { doc: Doc }>(dues: readonly T[], desk: Desk): Promise<T[]> =>
  Promise.all(dues.map(async due => ('_conflicts' in due.doc ? { ...due, doc: await mended(due.doc, desk) } : due)));

const mended = async (found: Doc, desk: Desk): Promise<Doc> => {
  let doc = found;
  for (let round = 0; round < attempts && (doc._conflicts?.length ?? 0) > 0; round++) {
    const written = await mendOnce(doc, desk);
    if (written) return written;
    doc = (await desk.main.get(doc._id, { conflicts: true })) ?? { ...doc, _conflicts: [] };
  }
  const { _conflicts, ...rest } = doc;
  return rest as Doc;
};

/** The merged document as written; null when somebody else wrote in between. */
const mendOnce = async (winner: Doc, desk: Desk): Promise<Doc | null> => {
  const { main, infos, settings, now, log } = desk;
  const leaves = await Promise.all((winner._conflicts ?? []).map(rev => main.get(winner._id, { rev, attachments: true })));
  const losers = leaves.filter(leaf => leaf !== null && !leaf._deleted) as Doc[];
  const merged = mergeLeaves(winner, losers);
  if (isContact(merged, settings.contact_types)) await infos.read([winner._id]);
  const derived = isContact(merged, settings.contact_types) ? derivedAgain(merged, desk, new Date(now).toISOString()) : merged;
  desk.fence();
  const [result] = await main.write([derived]);
  if (!result?.ok) return null;
  await main.write(losers.map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })));
  log('A conflict is mended', { id: winner._id, leaves: losers.length + 1 });
  return { ...derived, _rev: result.rev };
};

/** A contact in the state that the settled reports give it; a device's word on it is left for the rules to judge. */
const derivedAgain = (contact: Contact, desk: Desk, at: string): Contact => {
  const history = desk.infos.get(contact._id)?.muting_history ?? [];
  return isClaimed(contact) || history.length === 0 ? contact : withMuted(contact, reasonIn(history, contact._id), at);
};
