import { scheduleNames } from '@rounds/config/sections/event-params.ts';
import type { Registration, RegistrationEvent } from '@rounds/config/sections/registrations.ts';
import { isOn } from '@rounds/config/sections/transitions.ts';
import { isContact, isPerson } from '@rounds/ddocs/contacts.ts';
import type { Iso } from '@rounds/ddocs/doc.ts';
import { type Report, sameForm } from '@rounds/ddocs/reports.ts';
import { DateTime } from 'luxon';
import { idFrom } from './cause.ts';
import { faultsOf, fieldOf } from './check.ts';
import { passes } from './expression.ts';
import { firstState, messageFor, phoneFor, taskFor, withError, withTask } from './reply.ts';
import { change, type Facts, listed, rule } from './rule.ts';
import { momentOf, tasksOf } from './schedule.ts';
import { subjectMutedBy } from './subject-muted.ts';
import { isValidSubmission } from './submission.ts';
import { type Spoken, textOf } from './words.ts';

/**
 * A report that registers something: expected date of birth, schedules of messages, replies; once per report. Messages for a muted
 * subject are silent from the start.
 * @see sms.md §4.5
 */
export const registration = listed(
  rule({
    name: 'registration',
    on: 'report',
    once: true,
    reads: ['settings', 'sender', 'subject', 'now', 'words'],
    concerns: (report, settings) => isOn(settings, 'registration') && !!configFor(report, settings.registrations),
    run: (report, facts) => {
      const config = configFor(report, facts.settings.registrations);
      if (!config || !isValidSubmission(report, facts.settings, facts.sender)) return null;
      return [change<Report>(report._id, doc => register(doc, config, facts))];
    },
  }),
);

const configFor = (report: Report, registrations: readonly Registration[]): Registration | undefined =>
  registrations.find(({ form }) => sameForm(form, report.form));

type Seen = Pick<Facts, 'settings' | 'sender' | 'subject' | 'now' | 'words'>;

/** A report with everything that its registration gives it. */
const register = (report: Report, config: Registration, facts: Seen): Report => {
  const at = new Date(facts.now).toISOString();
  const spoken: Spoken = { report, ...facts };
  const reply = (doc: Report, text: string, index: number | string): Report =>
    withTask(doc, taskFor([doc._id, 'registration', String(index)], { text }, spoken, at));
  const faults = faultsOf(report, config.validations, entry => textOf(entry, spoken) || `${entry.property}: ${entry.rule}`);
  if (faults.length > 0) {
    const text = config.validations.join_responses ? faults.map(({ message }) => message).join('  ') : faults[0]!.message;
    return reply(faults.reduce(withError, report), text, 'invalid');
  }
  if (namesNobody(report, facts)) {
    const text =
      messageFor(config.messages, 'registration_not_found', spoken)?.text ??
      textOf({ translation_key: 'messages.generic.registration_not_found' }, spoken);
    const refused = withError(report, {
      code: 'registration_not_found',
      message: text || 'The patient or place of this report is not known',
    });
    return text ? reply(refused, text, 'not found') : refused;
  }
  const registered = config.events
    .filter(event => event.name === 'on_create' && passes(event.bool_expr, report))
    .reduce((doc, event) => triggered(doc, event, facts, at), report);
  const accepted = config.messages.filter(
    ({ event_type, bool_expr }) => (!event_type || event_type === 'report_accepted') && passes(bool_expr, registered),
  );
  return accepted.reduce((doc, message, index) => {
    const text = textOf(message, { ...spoken, report: registered });
    if (text === '') return doc;
    const said = { text, ...(message.recipient === undefined ? {} : { recipient: message.recipient }) };
    return withTask(doc, taskFor([doc._id, 'registration', String(index)], said, { ...spoken, report: registered }, at));
  }, registered);
};

/** Whether a report names a person who is none, or a place that is none. */
const namesNobody = ({ fields = {} }: Report, { subject, settings }: Seen): boolean => {
  const types = settings.contact_types;
  if (fields.patient_id && !isPerson(subject.patient?.contact, types)) return true;
  return !!fields.place_id && (!isContact(subject.place?.contact, types) || isPerson(subject.place?.contact, types));
};

const triggered = (report: Report, event: RegistrationEvent, facts: Seen, at: Iso): Report => {
  switch (event.trigger) {
    case 'add_expected_date':
      return withExpectedDate(report, facts);
    case 'add_birth_date':
      return withBirthDate(report, facts);
    case 'assign_schedule':
      return scheduleNames(event).reduce((doc, name) => withSchedule(doc, name, facts, at), report);
    default:
      return report;
  }
};

const zoneOf = ({ settings }: Seen): string | undefined => settings.default_timezone;
const reportedDay = (report: Report, facts: Seen): DateTime => {
  const zone = zoneOf(facts);
  return DateTime.fromMillis(report.reported_date ?? facts.now, zone === undefined ? {} : { zone }).startOf('day');
};

/** The first of these fields that has a value. */
const first = (report: Report, names: readonly string[]): unknown =>
  names.map(name => fieldOf(report, name)).find(value => value !== undefined && value !== null && value !== '');

const withExpectedDate = (report: Report, facts: Seen): Report => {
  const given = momentOf(first(report, ['lmp_date', 'date_lmp']), zoneOf(facts));
  const weeks = first(report, ['weeks_since_lmp', 'last_menstrual_period', 'lmp']);
  const counted =
    weeks === undefined || !Number.isFinite(Number(weeks))
      ? null
      : reportedDay(report, facts)
          .minus({ weeks: Number(weeks) })
          .toMillis();
  const lmp = given ?? counted;
  const zone = zoneOf(facts);
  const expected =
    lmp === null
      ? null
      : DateTime.fromMillis(lmp, zone === undefined ? {} : { zone })
          .plus({ weeks: 40 })
          .toMillis();
  return { ...report, lmp_date: lmp, expected_date: expected };
};

const ages = [
  ['years', ['years_since_dob', 'years_since_birth', 'age_in_years']],
  ['months', ['months_since_dob', 'months_since_birth', 'age_in_months']],
  ['weeks', ['weeks_since_dob', 'dob', 'weeks_since_birth', 'age_in_weeks']],
  ['days', ['days_since_dob', 'days_since_birth', 'age_in_days']],
] as const;

const withBirthDate = (report: Report, facts: Seen): Report => {
  const found = ages
    .map(([unit, names]) => ({ unit, value: first(report, names) }))
    .find(({ value }) => value !== undefined && Number.isFinite(Number(value)));
  const day = reportedDay(report, facts);
  return { ...report, birth_date: (found ? day.minus({ [found.unit]: Number(found.value) }) : day).toMillis() };
};

const withSchedule = (report: Report, name: string, facts: Seen, at: Iso): Report => {
  const schedule = facts.settings.schedules.find(one => one.name === name);
  if (!schedule || report.scheduled_tasks?.some(({ type }) => type === name)) return report;
  const spoken: Spoken = { report, ...facts };
  const tasks = tasksOf(report, schedule, {
    now: Date.parse(at),
    zone: zoneOf(facts),
    mutedBy: subjectMutedBy(facts.subject),
    denied: firstState(spoken) === 'denied',
    written: (message, index) => [
      { uuid: idFrom(report._id, name, index), to: phoneFor(message.recipient, spoken) ?? '', message: textOf(message, spoken) },
    ],
  });
  return tasks.length === 0 ? report : { ...report, scheduled_tasks: [...(report.scheduled_tasks ?? []), ...tasks] };
};
