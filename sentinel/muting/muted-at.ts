import { type Contact, isMuted, type MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEntry } from '@rounds/ddocs/documents/infodocs.ts';
import { inOrder, when } from './history.ts';
import { momentOf } from './past.ts';

/** Whether somebody was muted at a moment, and why. */
export interface MutedAt {
  muted: boolean;
  /** When the report was made that muted him first; absent where nothing tells. */
  since?: Iso;
  /** When he was unmuted again, where he was since. */
  until?: Iso;
  /** The report, its sender, and the contact from which the mute went down. */
  by?: MutedBy;
  /** Whether the report was about this very contact; absent where he was not muted. */
  direct?: boolean;
}

/**
 * Whether a contact was muted at a moment, by the moments at which reports were made; in data of CHT, at which its
 * sentinel wrote them down. Before the first report the contact itself is all that tells.
 */
export const mutedAt = (contact: Contact, info: InfoDoc | null, at: Ms): MutedAt => {
  const entries = inOrder(info?.muting_history ?? []);
  const before = entries.filter(entry => when(entry) <= at);
  const last = before.at(-1);
  if (!last) return entries.length > 0 ? { muted: false } : byItself(contact, at);
  if (!last.muted) return { muted: false };
  const first = before[before.findLastIndex(({ muted }) => !muted) + 1]!;
  const lifted = entries.slice(before.length).find(({ muted }) => !muted);
  return {
    muted: true,
    ...(when(first) ? { since: iso(when(first)) } : {}),
    ...(lifted ? { until: iso(when(lifted)) } : {}),
    by: reasonOf(first, contact),
    direct: (first.root ?? contact._id) === contact._id,
  };
};

/** By the contact itself, of whose mute no history tells. */
const byItself = (contact: Contact, at: Ms): MutedAt => {
  const moment = contact.muted_by?.reported_date ?? momentOf(contact.muted);
  if (!isMuted(contact) || moment > at) return { muted: false };
  const by = contact.muted_by ?? { root: contact._id };
  return { muted: true, ...(moment ? { since: iso(moment) } : {}), by, direct: by.root === contact._id };
};

const reasonOf = ({ report_id, root, reported_date, scope }: MutingEntry, contact: Contact): MutedBy => ({
  ...(report_id === undefined ? {} : { report_id }),
  root: root ?? contact._id,
  ...(reported_date === undefined ? {} : { reported_date }),
  ...(contact.muted_by?.sender && contact.muted_by.report_id === report_id ? { sender: contact.muted_by.sender } : {}),
  ...(scope ? { scope } : {}),
});

const iso = (at: Ms): Iso => new Date(at).toISOString();
