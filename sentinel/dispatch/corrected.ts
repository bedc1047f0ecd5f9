import { type DispatchDoc, type DispatchEvent, dispatchId, isDispatch } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { claim } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { subject } from '../reports/subject.ts';
import { consequences } from './follow.ts';
import { asksForHelp } from './open.ts';
import { helpIn } from './read-help.ts';
import { sameHelp, step } from './step.ts';

/** What became of a report that asks for help; null where it has opened no request yet. */
const dispatchOf: Fact<Report, DispatchDoc | null> = {
  look: ({ _id }, want) => {
    want.doc(dispatchId(_id));
  },
  read: ({ _id }, { docs }) => {
    const doc = docs.get(dispatchId(_id));
    return doc && isDispatch(doc) ? doc : null;
  },
};

/**
 * Who asked puts something right on the report: another address, what else is needed, somebody else who is helped. The
 * request says so from then on, and whoever is asked or goes reads it in the message that stands already.
 */
export const correctsDispatch = rule({
  name: 'corrects_dispatch',
  on: aReport,
  sentinelOnly: true,
  reads: { settings, words, now, subject, dispatch: dispatchOf },
  concerns: (report, settings) => asksForHelp(report, settings),
  run: (report, { settings, words, now: at, subject: { patient, place }, dispatch }) => {
    const helped = patient ?? place;
    if (!dispatch || !helped?.contact) return null;
    const help = helpIn(report, helped.contact._id, settings.default_timezone);
    if (sameHelp(dispatch.help, help)) return null;
    const id = `corrected ${report._rev}`;
    return [
      claim<DispatchDoc>(
        dispatch._id,
        stored => {
          if (!stored || stored.events.some(event => event.id === id)) return stored;
          const event: DispatchEvent = { id, at, kind: 'corrected', help, before: stored.help };
          const next = step(stored, event);
          return next === stored ? null : next;
        },
        (won, doc) => (won && doc ? consequences(doc, helped, { settings, words }) : []),
      ),
    ];
  },
});
