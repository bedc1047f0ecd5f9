import { type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { wantLineage } from '../contacts/lineage.ts';
import { contactAt, lineageOf, referredId } from '../contacts/on-desk.ts';
import type { Fact } from '../engine/fact.ts';
import { namedIn } from '../reports/subject.ts';
import { isClaimed, isMovedOut, isSettled, lastClaim } from './muted-state.ts';
import { changedBy } from './tasks.ts';

/**
 * Infodocs of the places above a contact, in the order of its lineage. They matter only for one that is under a muted
 * place, was moved with a past, or comes from a device; else they are not read, and null.
 */
export const lineageInfos: Fact<Contact, readonly (InfoDoc | null)[]> = {
  look: (contact, want) => {
    const info = want.info(contact._id);
    wantLineage(contact, want);
    const lineage = lineageOf(contact._id, want.desk);
    const matters = info?.muting_latest || isClaimed(contact) || isMovedOut(contact) || lineage.some(isMuted);
    if (matters) for (const { _id } of lineage) want.info(_id);
  },
  read: ({ _id }, desk) => lineageOf(_id, desk).map(place => desk.infos.get(place._id) ?? null),
};

/** The infodoc of the report by which a device last acted on the contact. */
export const claimedReport: Fact<Contact, InfoDoc | null> = {
  look: (contact, want) => {
    const report = isClaimed(contact) ? lastClaim(contact)?.report_id : undefined;
    if (report) want.info(report);
  },
  read: (contact, desk) => {
    const report = lastClaim(contact)?.report_id;
    return (report === undefined ? null : desk.infos.get(report)) ?? null;
  },
};

/** Whether those reports are settled by which the scheduled messages of a registration were silenced, or came back. */
export const isChangeSettled: Fact<Report, (reportId: string) => boolean> = {
  look: ({ scheduled_tasks: tasks = [] }, want) => {
    for (const report of tasks.map(changedBy)) if (report) want.info(report);
  },
  read: (_, desk) => id => isSettled(desk.infos.get(id)),
};

/**
 * The infodoc of a contact that a report names, or of a place above it: a mute or unmute is logged on all of them, so
 * they are read before it is carried out.
 */
export const logOf: Fact<Report, (contactId: string) => InfoDoc | null> = {
  look: (report, want) => {
    for (const reference of namedIn(report)) {
      const id = referredId(reference, want.desk);
      if (!contactAt(id, want.desk)) continue;
      for (const at of [id, ...lineageOf(id, want.desk).map(({ _id }) => _id)]) want.info(at);
    }
  },
  read: (_, desk) => id => desk.infos.get(id) ?? null,
};
