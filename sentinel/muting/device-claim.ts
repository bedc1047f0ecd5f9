import { type Contact, isMuted, type MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';

/**
 * A contact as a device mutes or unmutes it: the state, and an event in the device's own history for the server to
 * read; the same object when neither would change. A contact that was muted keeps its older date and reason.
 * @param by null to unmute
 * @param report id of the report; for a new contact under a muted place that by which the place was muted
 * See README.md, "Devices".
 */
export const withClaim = (contact: Contact, by: MutedBy | null, at: Iso, report: string | undefined): Contact => {
  const { muted, muted_by, muting_history, ...rest } = contact;
  const before = muting_history ?? {
    server_side: { muted: isMuted(contact), ...(muted === undefined ? {} : { date: muted }) },
    client_side: [],
    last_update: 'client_side' as const,
  };
  const last = before.client_side.at(-1);
  const said = last?.muted === (by !== null) && last.report_id === report && report !== undefined;
  if (said && isMuted(contact) === (by !== null)) return contact;
  const event = { muted: by !== null, date: at, ...(report === undefined ? {} : { report_id: report }) };
  const state = by
    ? isMuted(contact)
      ? { muted, ...(muted_by ? { muted_by: widens(muted_by, by) ? by : muted_by } : {}) }
      : { muted: at, muted_by: by }
    : {};
  return {
    ...rest,
    ...state,
    muting_history: {
      ...before,
      client_side: said ? before.client_side : [...before.client_side, event],
      last_update: 'client_side',
    },
  } as Contact;
};

/** Whether somebody muted for himself alone is now muted with everyone below. */
const widens = (before: MutedBy, by: MutedBy): boolean => before.scope === 'self' && by.scope !== 'self';
