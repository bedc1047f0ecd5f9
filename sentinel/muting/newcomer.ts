import { type Contact, isContact, isMuted, type MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import { aContact } from '../contacts/kind.ts';
import { lineage } from '../contacts/lineage.ts';
import { change, type Effect, note, together } from '../engine/effects.ts';
import { info, now, settings } from '../engine/given.ts';
import { rule, type Seen } from '../engine/rule.ts';
import { byMoment } from '../reports/moments.ts';
import { claimedReport, lineageInfos } from './facts.ts';
import { mutes } from './forms.ts';
import { withEntry, withLatest } from './history.ts';
import { isClaimed, isMovedOut, lastClaim, reasonIn, settledBy, withMuted } from './muted-state.ts';
import { silence } from './silence.ts';

const reads = { settings, info, lineage, lineageInfos, claimedReport, now };
type Facts = Seen<typeof reads>;

/**
 * A contact that is new under a muted place or was moved there is muted; one that a device muted or unmuted gets the
 * state that the reports give it. A contact moved out of a muted place stays muted until it is unmuted.
 * See README.md, "New and moved contacts".
 */
export const mutingNewcomer = rule({
  name: 'muting_newcomer',
  recordedAs: 'muting',
  on: aContact,
  sentinelOnly: true,
  reads,
  concerns: (contact, settings) => mutes(settings) && isContact(contact, settings.contact_types),
  run: (contact, facts) => {
    const at = new Date(facts.now).toISOString();
    const moved = lineageKnows(contact, facts);
    if (isClaimed(contact)) return [...reconcile(contact, facts, at), ...moved];
    const by = isMuted(contact) ? null : reasonAbove(facts);
    const muted = by ? setMuted(contact, by, at) : [];
    return muted.length + moved.length > 0 ? [...muted, ...moved] : null;
  },
});

/** Why the nearest muted place above is muted. */
const reasonAbove = ({ lineage, lineageInfos }: Facts): MutedBy | null => {
  const above = lineage.findIndex(isMuted);
  const place = lineage[above];
  if (!place) return null;
  return place.muted_by ?? reasonIn(lineageInfos[above]?.muting_history ?? [], place._id) ?? { root: place._id };
};

const setMuted = (contact: Contact, by: MutedBy, at: Iso): Effect[] => [
  change<Contact>(contact._id, doc => withMuted(doc, by, at)),
  note(contact._id, info => withEntry(info, told(true, by), at)),
  together(silence, { contact, by }),
];

const told = (muted: boolean, { report_id, reported_date, root }: MutedBy) => ({
  muted,
  root,
  ...(report_id === undefined ? {} : { report_id }),
  ...(reported_date === undefined ? {} : { reported_date }),
});

/**
 * A device's word on a contact. When the report it acted by is settled, the reports decide; until then the device is
 * believed, so that what the user sees does not flicker while the report is on its way.
 */
const reconcile = (contact: Contact, facts: Facts, at: Iso): Effect[] => {
  const claim = lastClaim(contact);
  const report = claim?.report_id;
  const { info, claimedReport } = facts;
  const knows = report !== undefined && info?.muting_history?.some(({ report_id }) => report_id === report);
  if (knows || claimedReport?.transitions?.muting || (report === undefined && isMuted(contact))) {
    const by = settledBy(contact, info) ?? reasonAbove(facts);
    if (by && !knows) return setMuted(contact, by, at);
    return [
      change<Contact>(contact._id, doc => (isClaimed(doc) ? withMuted(doc, by, at) : doc)),
      together(silence, { contact, by }),
    ];
  }
  const by: MutedBy = contact.muted_by ?? { root: contact._id, ...(report === undefined ? {} : { report_id: report }) };
  const entry = told(isMuted(contact), report === undefined ? by : { ...by, report_id: report });
  return [
    change<Contact>(contact._id, doc => (isClaimed(doc) ? withMuted(doc, isMuted(contact) ? by : null, at) : doc)),
    note(contact._id, (known: InfoDoc) =>
      withEntry(known, { reported_date: Date.parse(claim?.date ?? '') || facts.now, ...entry }, at),
    ),
    together(silence, { contact, by: isMuted(contact) ? by : null }),
  ];
};

/**
 * After a move: the places above now must know of the newest report below them, and of that by which the contact is
 * still muted.
 */
const lineageKnows = (contact: Contact, { info, lineage, lineageInfos }: Facts): Effect[] => {
  const { report_id = '', reported_date = 0 } = contact.muted_by ?? {};
  const moments = [
    info?.muting_latest,
    isMovedOut(contact) ? { report_id, reported_date, arrived: reported_date } : undefined,
  ];
  const latest = moments
    .filter(moment => moment !== undefined)
    .sort(byMoment)
    .at(-1);
  if (!latest) return [];
  return lineage
    .filter((_, above) => {
      const known = lineageInfos[above];
      return !known || withLatest(known, latest) !== known;
    })
    .map(({ _id }) => note(_id, known => withLatest(known, latest)));
};
