import type { MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { withReply } from '../messages/reply.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { muteState, mutes, mutingReplies } from './forms.ts';
import { subjectMutedBy } from './subject-muted.ts';

/**
 * An SMS about somebody muted is accepted like any other; its sender, who saw no warning, is told that the mute stands.
 * Only where a message for `accepted_but_muted` is configured.
 * See README.md, "Answers".
 */
export const mutingAccepted = rule({
  name: 'muting_accepted',
  recordedAs: 'muting',
  on: aReport,
  once: true,
  reads: { settings, sender, subject, now, words },
  concerns: (report, settings) =>
    report.content_type !== 'xml' &&
    mutes(settings) &&
    muteState(report.form, settings) === undefined &&
    mutingReplies(report.form, settings).messages.some(({ event_type }) => event_type === 'accepted_but_muted'),
  run: (report, facts) => {
    const { settings, sender, subject, now } = facts;
    if (!isValidSubmission(report, settings, sender)) return null;
    // Decided once, and for good: a report that comes round again, changed by a later mute, is not about somebody
    // muted.
    if ((report.errors?.length ?? 0) > 0 || !wasMuted(report, subjectMutedBy(subject))) return [];
    const spoken = { report, ...facts };
    const reply = mutingReplies(report.form, settings).messages.find(
      ({ event_type }) => event_type === 'accepted_but_muted',
    );
    if (!reply) return [];
    const [cause, at] = [[report._id, 'accepted_but_muted'], new Date(now).toISOString()];
    return [change<Report>(report._id, doc => withReply(doc, cause, reply, spoken, at))];
  },
});

/** Whether the subject was muted when the report was made. */
const wasMuted = ({ reported_date: made }: Report, by: MutedBy | null): boolean =>
  !!by && (by.reported_date === undefined || made === undefined || by.reported_date <= made);
