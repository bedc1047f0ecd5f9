import { isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report, ReportError } from '@rounds/ddocs/documents/reports.ts';
import { checkNeeds, faultsOf } from '../checks/check.ts';
import { checked, checking } from '../checks/checking.ts';
import { change, together } from '../engine/effects.ts';
import { info, now, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { messageFor, taskFor, withFaults, withReply, withTask } from '../messages/reply.ts';
import { faultText, type Spoken } from '../messages/wording.ts';
import { aReport } from '../reports/kind.ts';
import { momentOf } from '../reports/moments.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { withError } from '../reports/with-error.ts';
import type { Cascade } from './asked.ts';
import { cascade } from './cascade.ts';
import { logOf } from './facts.ts';
import { muteState, mutes, mutingReplies, oldSectionOf } from './forms.ts';

/**
 * A report that mutes or unmutes a person, or a place and everyone in it; once per report, whatever is edited later.
 * See README.md, "What mutes".
 */
export const mutingReport = rule({
  name: 'muting_report',
  recordedAs: 'muting',
  on: aReport,
  once: true,
  sentinelOnly: true,
  reads: { ...checked, info, sender, subject, logOf, now, words },
  needs: (report, { settings }) => checkNeeds(report, mutingReplies(report.form, settings).validations),
  concerns: (report, settings) => mutes(settings) && muteState(report.form, settings) !== undefined,
  run: (report, facts) => {
    const { settings, info, sender, subject, now, words } = facts;
    const muted = muteState(report.form, settings);
    if (muted === undefined || !isValidSubmission(report, settings, sender)) return null;
    // CHT's sentinel has seen to it, under the old name.
    if (info?.transitions?.update_notifications && oldSectionOf(report.form, settings)) return null;
    const spoken: Spoken = { report, sender, subject, settings, words };
    const at = new Date(now).toISOString();
    const target = [subject.patient, subject.place].find(placed => isContact(placed?.contact, settings.contact_types));
    if (!target) return [change<Report>(report._id, doc => notFound(doc, spoken, at))];
    const { validations } = mutingReplies(report.form, settings);
    const faults = faultsOf(report, validations, entry => faultText(entry, spoken), checking(facts));
    if (faults.length > 0)
      return [change<Report>(report._id, doc => withFaults(doc, [doc._id, 'muting'], faults, validations, spoken, at))];
    const asked: Cascade = {
      event: eventOf(report, muted, target.contact._id, info, now),
      policy: settings.muting?.unmute_policy ?? 'topmost',
      onDevice: report.client_side_transitions?.muting === true,
      answer: (eventType, timestamp) => doc => answer(doc as Report, eventType, spoken, timestamp) as Doc,
    };
    return [together(cascade, asked)];
  },
  // Nothing of it is left to do.
  settled: ({ muting_intent: _, ...info }) => info as InfoDoc,
});

/** A report as an event. */
const eventOf = (report: Report, muted: boolean, subject: string, info: InfoDoc | null, now: Ms): MutingEvent => ({
  muted,
  ...momentOf(report, info, now),
  subject,
  ...(report.contact?._id ? { sender: report.contact._id } : {}),
});

/**
 * A report with the answer; with an error where the old settings have no words for it, as CHT gives it.
 */
const answer = (report: Report, eventType: string, spoken: Spoken, at: Iso): Report => {
  const { messages, named } = mutingReplies(report.form, spoken.settings);
  const said = messageFor(messages, eventType, spoken);
  if (said) return withTask(report, taskFor([report._id, 'muting'], said, spoken, at));
  const isOld = named(eventType).event !== eventType;
  if (isOld) return withError(report, wordless(report, eventType, spoken));
  const silent = messages.find(({ event_type }) => event_type === eventType);
  return silent ? withReply(report, [report._id, 'muting'], silent, spoken, at) : report;
};

const wordless = (report: Report, eventType: string, { settings }: Spoken): ReportError => {
  const { section, event } = mutingReplies(report.form, settings).named(eventType);
  return { code: event, message: `No message is configured for ${section}.messages with event_type ${event}` };
};

const notFound = (report: Report, spoken: Spoken, at: Iso): Report => {
  const said = messageFor(mutingReplies(report.form, spoken.settings).messages, 'contact_not_found', spoken);
  const error = wordless(report, 'contact_not_found', spoken);
  return withError(answer(report, 'contact_not_found', spoken, at), said ? { ...error, message: said.text } : error);
};
