import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { change, note, together } from '../engine/effects.ts';
import { info, now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { withReply } from '../messages/reply.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { withError } from '../reports/with-error.ts';
import { mutes, mutingReplies, verifiersOf } from './forms.ts';
import { topsOfClaim } from './muted-state.ts';
import { takeBack } from './take-back.ts';
import { refusalCode, verificationOf } from './verification.ts';

/**
 * A mute or unmute that somebody has to verify: until then it does nothing, and what a device did by it all the same is
 * taken back. One that is refused says so to its author; whoever refused it may still approve it.
 * See README.md, "Verification".
 */
export const mutingWaits = rule({
  name: 'muting_waits',
  on: aReport,
  sentinelOnly: true,
  reads: { settings, info, sender, subject, now, words },
  concerns: (report, settings) => {
    if (!mutes(settings)) return false;
    const verification = verificationOf(report, settings);
    return verification === 'waits' || verification === 'refused';
  },
  run: (report, facts) => {
    const { settings, info, sender, subject, now } = facts;
    if (info?.transitions?.muting || !isValidSubmission(report, settings, sender)) return null;
    const refused = report.verified === false;
    const spoken = { report, ...facts };
    const event = refused ? refusalCode : 'waits_for_verification';
    const reply = mutingReplies(report.form, settings).messages.find(({ event_type }) => event_type === event);
    const at = new Date(now).toISOString();
    const marked = (doc: Report): Report => {
      const waiting = doc.waits_for ? doc : { ...doc, waits_for: verifiersOf(doc.form, settings)! };
      const said = reply ? withReply(waiting, [doc._id, event], reply, spoken, at) : waiting;
      return refused ? withError(said, refusalOf(said)) : said;
    };
    const isFromDevice = report.client_side_transitions?.muting === true;
    return [
      change<Report>(report._id, marked),
      ...(isFromDevice
        ? [
            together(takeBack, { report: report._id, tops: topsOfClaim(subject, report._id) }),
            note(report._id, known => (known.muting_done ? known : { ...known, muting_done: true })),
          ]
        : []),
    ];
  },
});

const refusalOf = ({ verified_by: by }: Report) => ({
  code: refusalCode,
  message: by ? `Refused by ${by}: nothing was changed` : 'Refused: nothing was changed',
});
