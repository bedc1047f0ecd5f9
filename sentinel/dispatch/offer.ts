import { type DispatchDoc, type DispatchEvent, dispatchId } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { placedOf, wantPlaced } from '../contacts/on-desk.ts';
import type { Placed } from '../contacts/placed.ts';
import { byZone } from '../dates/zone.ts';
import { change, claim, type Effect } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { withError } from '../reports/with-error.ts';
import { candidateOf } from './candidates.ts';
import { consequences } from './follow.ts';
import { rankOf } from './rank.ts';
import { step } from './step.ts';

/** The form of an offer that somebody of the staff writes down: `request`, `volunteer`, `time`. */
const form = 'offer';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** What an offer names. */
const namedIn = ({ fields }: Report): { request: string; volunteer: string } => ({
  request: text(fields?.request),
  volunteer: text(fields?.volunteer),
});

/** The request that an offer is for, who is helped there, and the volunteer. */
const offered: Fact<Report, { dispatch: DispatchDoc | null; helped: Placed | null; volunteer: Placed | null }> = {
  look: (report, want) => {
    const { request, volunteer } = namedIn(report);
    if (!request || !volunteer) return;
    const doc = want.doc(dispatchId(request)) as DispatchDoc | null | undefined;
    if (doc) wantPlaced(doc.help.beneficiary, want);
    wantPlaced(volunteer, want);
  },
  read: (report, desk) => {
    const { request, volunteer } = namedIn(report);
    const dispatch = (request ? (desk.docs.get(dispatchId(request)) ?? null) : null) as DispatchDoc | null;
    const helped = dispatch ? placedOf(dispatch.help.beneficiary, desk) : null;
    return { dispatch, helped, volunteer: volunteer ? placedOf(volunteer, desk) : null };
  },
};

const refused = (report: Report, message: string): Effect[] => [
  change<Report>(report._id, doc => withError(doc, { code: 'offer_not_taken', message })),
];

/** An offer that somebody of the staff wrote down, as if the volunteer had pressed it. Too late, it says so. */
export const notesOffers = rule({
  name: 'notes_offers',
  on: aReport,
  once: true,
  sentinelOnly: true,
  reads: { settings, words, now, offered },
  concerns: (report, settings) => settings.dispatch !== undefined && report.form === form,
  run: (report, { settings, words, now: at, offered: { dispatch, helped, volunteer } }) => {
    const time = DateTime.fromISO(text(report.fields?.time), byZone(settings.default_timezone));
    if (!dispatch) return refused(report, 'There is no such request');
    if (!volunteer) return refused(report, 'There is no such volunteer');
    if (!time.isValid) return refused(report, 'The offer does not say when');
    const whom = candidateOf(volunteer.contact, rankOf({ km: null, open: 0, asked: 0, yes: 0 }, 1, at));
    const event: DispatchEvent = {
      ...{ id: `offer:${report._id}`, at, kind: 'offered', who: volunteer.contact._id, time: time.toMillis() },
      ...(whom ? { whom } : {}),
    };
    return [
      claim<DispatchDoc>(
        dispatch._id,
        doc => {
          const next = doc && step(doc, event);
          return next?.events.some(({ id }) => id === event.id) ? next : null;
        },
        (won, doc) =>
          won && doc
            ? consequences(doc, helped, { settings, words })
            : refused(report, 'The request is not open any more'),
      ),
    ];
  },
});
