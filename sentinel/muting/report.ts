import { isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report, ReportError } from '@rounds/ddocs/documents/reports.ts';
import { checkNeeds, faultsOf } from '../checks/check.ts';
import { checked, checking } from '../checks/checking.ts';
import { change, type Effect, note, together } from '../engine/effects.ts';
import { info, now, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { messageFor, taskFor, withFaults, withReply, withTask } from '../messages/reply.ts';
import { faultText, type Spoken } from '../messages/wording.ts';
import { aReport } from '../reports/kind.ts';
import { momentOf } from '../reports/moments.ts';
import { sender } from '../reports/sender.ts';
import { type Subject, subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { withError } from '../reports/with-error.ts';
import type { Cascade } from './asked.ts';
import { cascade } from './cascade.ts';
import { logOf } from './facts.ts';
import { isAboutSelf, muteState, mutes, mutingReplies, oldSectionOf } from './forms.ts';
import { topsOfClaim } from './muted-state.ts';
import { takeBack } from './take-back.ts';
import { refusalCode, verificationOf } from './verification.ts';

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
  concerns: (report, settings) =>
    mutes(settings) &&
    (muteState(report.form, settings) !== undefined || isFromDevice(report)) &&
    verificationOf(report, settings) !== 'refused',
  run: (report, facts) => {
    const { settings, info, sender, subject, now, words } = facts;
    const muted = muteState(report.form, settings);
    if (muted === undefined) return refused(report, subject, doc => withError(doc, notMuting(doc)));
    if (!isValidSubmission(report, settings, sender)) return null;
    // CHT's sentinel has seen to it, under the old name.
    if (info?.transitions?.update_notifications && oldSectionOf(report.form, settings)) return null;
    const spoken: Spoken = { report, sender, subject, settings, words };
    const at = new Date(now).toISOString();
    const target = [subject.patient, subject.place].find(placed => isContact(placed?.contact, settings.contact_types));
    const { validations } = mutingReplies(report.form, settings);
    // Under the old name a faulty answer is told first: it may be the very number by which nobody was found.
    const toCheck = target || oldSectionOf(report.form, settings);
    const faults = toCheck ? faultsOf(report, validations, entry => faultText(entry, spoken), checking(facts)) : [];
    if (!target && faults.length === 0) return refused(report, subject, doc => notFound(doc, spoken, at));
    if (!target || faults.length > 0)
      return refused(report, subject, doc => withFaults(doc, [doc._id, 'muting'], faults, validations, spoken, at));
    if (verificationOf(report, settings) === 'waits') return null;
    const asked: Cascade = {
      event: {
        ...eventOf(report, muted, target.contact._id, info, now),
        ...(isAboutSelf(report.form, settings) ? { scope: 'self' as const } : {}),
      },
      policy: settings.muting?.unmute_policy ?? 'topmost',
      onDevice: isFromDevice(report),
      answer: (eventType, timestamp) => doc => answer(doc as Report, eventType, spoken, timestamp) as Doc,
    };
    return [...approved(report), together(cascade, asked), ...done(report)];
  },
  // Nothing of it is left to do.
  settled: ({ muting_intent: _, muting_claimed: __, muting_done: ___, ...info }) => info as InfoDoc,
});

/** Whether a device carried a report out before it sent it. */
const isFromDevice = (report: Report): boolean => report.client_side_transitions?.muting === true;

/** Contacts of the same batch that a device changed by this report see that it is settled. */
const done = (report: Report): Effect[] =>
  isFromDevice(report) ? [note(report._id, info => (info.muting_done ? info : { ...info, muting_done: true }))] : [];

/** A report that was refused and is approved now has no error of it any more. */
const approved = (report: Report): Effect[] =>
  report.errors?.some(({ code }) => code === refusalCode)
    ? [
        change<Report>(report._id, doc => {
          if (!doc.errors?.some(({ code }) => code === refusalCode)) return doc;
          const { errors, ...rest } = doc;
          const others = errors.filter(({ code }) => code !== refusalCode);
          return others.length > 0 ? { ...rest, errors: others } : rest;
        }),
      ]
    : [];

/** A report that does nothing: it says why, and what a device did by it is taken back. */
const refused = (report: Report, subject: Subject, why: (doc: Report) => Report): Effect[] => {
  const tops = topsOfClaim(subject, report._id);
  return [
    change<Report>(report._id, why),
    ...(isFromDevice(report) ? [together(takeBack, { report: report._id, tops }), ...done(report)] : []),
  ];
};

const notMuting = ({ form }: Report): ReportError => ({
  code: 'muting_form',
  message: `${form} neither mutes nor unmutes by the settings of the programme: nothing was changed`,
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
