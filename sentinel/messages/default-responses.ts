import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import { change } from '../engine/effects.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { aReport } from '../reports/kind.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { configuredForm } from '../reports/submission.ts';
import { samePhone } from '../text/phone-numbers.ts';
import { awayText, withAway } from './away.ts';
import { ownCommandOf } from './own-command.ts';
import { withReply } from './reply.ts';
import { textOf } from './wording.ts';

/**
 * Answers messages that are empty, of no known form, or plain words; only those that came after the day from which the
 * programme answers began. A report that is understood has its answers elsewhere.
 * See README.md, "Default responses".
 */
export const defaultResponses = rule({
  name: 'default_responses',
  on: aReport,
  once: true,
  reads: { settings, sender, subject, now, words },
  concerns: (report, settings) => {
    if (!isOn(settings, 'default_responses') || !isIncoming(report, settings)) return false;
    // A command has its answer; what answers a question, or is said in a group, is not for the programme to answer.
    const { command, taken_by, group } = report.chat_message ?? {};
    if ((command ?? taken_by ?? group) !== undefined) return false;
    const start = startOf(settings);
    return start !== undefined && Number(report.reported_date) > start;
  },
  run: (report, facts) => {
    // A command is answered as one; by SMS only where its sender is known.
    if (facts.sender && ownCommandOf(report, facts.settings, facts.words)) return [];
    const key = answerFor(report, facts.settings);
    if (key === undefined) return [];
    const [spoken, at] = [{ report, ...facts }, new Date(facts.now).toISOString()];
    // What is no report is for a person to read: it is said where none does now.
    const away = key === 'sms_received' ? awayText(facts.settings, facts.now, facts.sender?.contact.language) : '';
    const said = textOf({ translation_key: key }, spoken);
    const reply = away && said ? { message: withAway(said, away) } : { translation_key: key };
    return [change<Report>(report._id, doc => withReply(doc, [doc._id, 'default_responses'], reply, spoken, at))];
  },
});

/** Read once for the settings of this moment: every message asks. */
const starts = new WeakMap<Settings, Ms | undefined>();

/** The beginning of the day from which on messages are answered; undefined where none are. */
const startOf = (settings: Settings): Ms | undefined => {
  if (!starts.has(settings)) starts.set(settings, startIn(settings));
  return starts.get(settings);
};

const startIn = ({ default_responses: responses, default_timezone: zone }: Settings): Ms | undefined => {
  const day = DateTime.fromISO(responses?.start_date?.trim() ?? '', byZone(zone));
  return day.isValid ? day.toMillis() : undefined;
};

const isIncoming = ({ from, kujua_message }: Report, settings: Settings): boolean =>
  !!from && !kujua_message && !samePhone(String(from), settings.gateway_number, settings);

/** Key of the words that answer a message; undefined for a report that is understood. */
const answerFor = (report: Report, settings: Settings): string | undefined => {
  const has = (code: string) => report.errors?.some(error => error.code === code);
  if (has('sys.empty')) return 'empty';
  if (has('sys.form_not_found') && settings.forms_only_mode) return 'form_not_found';
  const isUnderstood = report.form && (report.content_type === 'xml' || configuredForm(settings, report.form));
  return isUnderstood ? undefined : 'sms_received';
};
