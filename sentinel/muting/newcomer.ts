import { type Contact, isContact, isMuted, type MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { aContact } from '../contacts/kind.ts';
import { lineage } from '../contacts/lineage.ts';
import { change, type Effect, note, together } from '../engine/effects.ts';
import { info, now, settings } from '../engine/given.ts';
import { rule, type Seen } from '../engine/rule.ts';
import { byMoment } from '../reports/moments.ts';
import { claimedReport, lineageInfos } from './facts.ts';
import { mutes } from './forms.ts';
import { entryOf, withEntry, withLatest } from './history.ts';
import { isClaimed, isClaimedBy, isMovedOut, isSettled, lastClaim, withMuted } from './muted-state.ts';
import { silence } from './silence.ts';
import { reasonAbove, standing } from './standing.ts';
import { takeBack, withClaimed } from './take-back.ts';

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
    const by = isClaimed(contact) || isMuted(contact) ? null : reasonAbove(facts.lineage, facts.lineageInfos);
    const muted = by ? setMuted(contact, by, at) : [];
    const claimed = isClaimed(contact) ? reconcile(contact, facts, at) : [];
    const effects = [...muted, ...claimed, ...moved];
    return effects.length > 0 ? effects : null;
  },
});

const setMuted = (contact: Contact, by: MutedBy, at: Iso): Effect[] => [
  change<Contact>(contact._id, doc => withMuted(doc, by, at)),
  note(contact._id, info => withEntry(info, entryOf(by), at)),
  together(silence, { contact, by }),
];

/**
 * A device's word on a contact. When the report it acted by is settled, the reports decide; until then the contact is
 * left as the device wrote it, so that what the user sees does not flicker while the report is on its way, and the
 * report remembers whom it will have to answer for.
 */
const reconcile = (contact: Contact, facts: Facts, at: Iso): Effect[] => {
  const report = lastClaim(contact)?.report_id;
  const { info, claimedReport, lineage, lineageInfos } = facts;
  if (report === undefined && !isMuted(contact)) return believe(contact, facts, at);
  const knows = report !== undefined && info?.muting_history?.some(({ report_id }) => report_id === report);
  if (!knows && report !== undefined) {
    if (isSettled(claimedReport)) return [together(takeBack, { report, tops: [contact._id] })];
    const isBelow = lineage.some(place => isClaimedBy(place, report));
    return isBelow ? [] : [note(report, known => withClaimed(known, contact._id))];
  }
  const { by, since } = standing(contact, info, { lineage, infos: lineageInfos, at });
  if (by && !knows) return setMuted(contact, by, since);
  return [
    change<Contact>(contact._id, doc => (isClaimed(doc) ? withMuted(doc, by, since) : doc)),
    together(silence, { contact, by }),
  ];
};

/** A device unmuted a contact and does not say by which report: it is taken at its word. */
const believe = (contact: Contact, facts: Facts, at: Iso): Effect[] => {
  const reported_date = Date.parse(lastClaim(contact)?.date ?? '') || facts.now;
  return [
    change<Contact>(contact._id, doc => (isClaimed(doc) ? withMuted(doc, null, at) : doc)),
    note(contact._id, known => withEntry(known, { muted: false, root: contact._id, reported_date }, at)),
    together(silence, { contact, by: null }),
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
