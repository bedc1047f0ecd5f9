import { scheduleNames } from '@rounds/config/sections/event-params.ts';
import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Registration, RegistrationEvent } from '@rounds/config/sections/registrations.ts';
import { addsPerson } from '@rounds/config/settings/registered-contacts.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, isContact, isPerson, minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { asksRunning, checkNeeds, faultsOf } from '../checks/check.ts';
import { checking } from '../checks/checking.ts';
import { holds } from '../checks/holds.ts';
import type { Placed } from '../contacts/placed.ts';
import { change, create, type Effect } from '../engine/effects.ts';
import { rule } from '../engine/rule.ts';
import { type SaidTo, speaksOfOthers } from '../messages/others-named.ts';
import { withAccepted, withFaults, withRefusal } from '../messages/reply.ts';
import { faultText, type Spoken } from '../messages/wording.ts';
import { aReport } from '../reports/kind.ts';
import { isValidSubmission } from '../reports/submission.ts';
import { isRunning } from '../schedule/running.ts';
import { nextMessage } from '../schedule/schedule.ts';
import { clearTasks } from '../visits/clear.ts';
import { contactNeeds, isProvided, withCase, withContact } from './contacts.ts';
import { dayOf, withBirthDate, withExpectedDate } from './dates.ts';
import { withGains } from './gains.ts';
import { type Facts, type Registering, registering } from './registering.ts';
import { withSchedule } from './schedules.ts';

const name = 'registration';

/**
 * A report that registers something: persons, places, cases, expected dates, schedules of messages; with the replies to
 * it. Once per report, whatever is edited later. Messages for a muted subject are silent from the start.
 * See README.md, "What a report registers".
 */
export const registration = rule({
  name,
  on: aReport,
  once: true,
  reads: registering,
  needs: (report, { settings, words }) => {
    const config = configFor(report, settings);
    if (!config) return nothingNeeded;
    const events = eventsOf(config);
    const registrations =
      events.some(({ trigger }) => trigger === 'clear_schedule') ||
      asksRunning(config.validations) ||
      speaksOfOthers(report, saidOf(config, events, settings), words, registered);
    return { ...contactNeeds(report, events), ...checkNeeds(report, config.validations), registrations };
  },
  concerns: (report, settings) => isOn(settings, name) && !!configFor(report, settings),
  run: (report, facts) => {
    const { settings, sender } = facts;
    const config = configFor(report, settings);
    if (!config || !isValidSubmission(report, settings, sender)) return null;
    return register(report, config, facts);
  },
});

/** What a report needs that registers nothing. */
const nothingNeeded = { contactOf: [], codeFor: [], isAnswered: [], isPhoneTaken: [], registrations: false };

const configFor = (report: Report, { registrations }: Settings): Registration | undefined =>
  registrations.find(({ form }) => sameForm(form, report.form));

/** Names that a registration has given by the time that anything is said of it. */
const registered: ReadonlySet<string> = new Set(
  'patient_id place_id case_id lmp_date expected_date birth_date next_msg'.split(' '),
);

/** All that may be said of a report when it registers something: answers, faults, and texts given in its schedules. */
const saidOf = (
  { messages, validations }: Registration,
  events: readonly RegistrationEvent[],
  { schedules }: Settings,
): SaidTo[] => {
  const assigned = events.filter(({ trigger }) => trigger === 'assign_schedule').flatMap(scheduleNames);
  const later = schedules.filter(({ name: one }) => assigned.includes(one)).flatMap(schedule => schedule.messages);
  return [
    ...messages,
    ...validations.list,
    ...later.map(({ message, translation_key: key, recipient }) => ({ ...(key ? {} : { message }), recipient })),
  ];
};

const eventsOf = (config: Registration | undefined): RegistrationEvent[] =>
  config?.events.filter(event => event.name === 'on_create') ?? [];

const register = (report: Report, config: Registration, facts: Facts): Effect[] => {
  const { settings, sender, now } = facts;
  const { messages, validations } = config;
  const at = new Date(now).toISOString();
  const spoken: Spoken = { ...facts, report };
  const faults = faultsOf(report, validations, entry => faultText(entry, spoken), {
    ...checking(facts),
    isRunning: schedules => isRunning(report, facts.registrations, schedules, now),
  });
  if (faults.length > 0)
    return [change<Report>(report._id, doc => withFaults(doc, name, faults, validations, spoken, at))];
  const refused = (event: string) => [
    change<Report>(report._id, doc => withRefusal(doc, name, event, messages, spoken, at)),
  ];
  const events = eventsOf(config);
  if (namesNobody(report, events, facts)) return refused('registration_not_found');

  const so = events.reduce<Registering>(
    (before, event) => (before.refusal === undefined ? triggeredIfHolds(before, event, facts) : before),
    {
      report: withSender(report, sender),
      subject: facts.subject,
      made: [],
      ran: [],
      now,
    },
  );
  if (so.refusal !== undefined) return refused(so.refusal);
  const next_msg = nextMessage(so.report, now, settings.default_timezone);
  const told: Spoken = {
    ...spoken,
    report: so.report,
    subject: so.subject,
    ...(next_msg ? { extra: { next_msg } } : {}),
  };
  const accepted = withAccepted(
    so.report,
    name,
    messages,
    bool_expr => holds(bool_expr, told, facts.sandbox),
    told,
    at,
  );
  return [
    ...so.made.map(contact => create(born(contact, so, settings))),
    change<Report>(report._id, doc => withGains(doc, report, accepted)),
    ...so.ran.filter(({ trigger }) => trigger === 'clear_schedule').flatMap(event => cleared(event, so, facts, at)),
  ];
};

/** Whether a report names a person who is none, or a place that is none. */
const namesNobody = (report: Report, events: readonly RegistrationEvent[], { subject, settings }: Facts): boolean => {
  const fields = report.fields ?? {};
  const { contact_types: types } = settings;
  if (fields.patient_id && !isProvided('patient_id', events) && !isPerson(subject.patient?.contact, types)) return true;
  return !!fields.place_id && (!isContact(subject.place?.contact, types) || isPerson(subject.place?.contact, types));
};

/** A report counts as a registration of its sender, though nobody had named him yet. */
const withSender = (report: Report, sender: Placed | null): Report =>
  report.contact || !sender ? report : { ...report, contact: minifyLineage(sender.contact)! };

/** A condition sees what the events before it have registered. */
const triggeredIfHolds = (so: Registering, event: RegistrationEvent, facts: Facts): Registering =>
  holds(event.bool_expr, { ...so, sender: facts.sender }, facts.sandbox)
    ? triggered({ ...so, ran: [...so.ran, event] }, event, facts)
    : so;

const triggered = (so: Registering, event: RegistrationEvent, facts: Facts): Registering => {
  const { settings } = facts;
  if (addsPerson(event) || event.trigger === 'add_place') return withContact(so, event, facts);
  const spoken: Spoken = { ...facts, report: so.report, subject: so.subject };
  switch (event.trigger) {
    case 'add_case':
      return withCase(so, event, facts);
    case 'add_expected_date':
      return { ...so, report: withExpectedDate(so.report, settings, so.now) };
    case 'add_birth_date':
      return { ...so, report: withBirthDate(so.report, settings, so.now) };
    case 'assign_schedule':
      return {
        ...so,
        report: scheduleNames(event).reduce((doc, one) => withSchedule(doc, one, spoken, so.now), so.report),
      };
    default:
      return so;
  }
};

/** A person with the day of birth that the report gives. */
const born = (contact: Contact, { report, subject }: Registering, settings: Settings): Contact =>
  typeof report.birth_date === 'string' && contact._id === subject.patient?.contact._id
    ? { ...contact, date_of_birth: dayOf(Date.parse(report.birth_date), settings) }
    : contact;

const cleared = (event: RegistrationEvent, { report }: Registering, { registrations }: Facts, at: string): Effect[] => {
  const clearing = { types: scheduleNames(event), by: report._id, at };
  return registrations
    .filter(registration => clearTasks(registration, clearing) !== registration)
    .map(({ _id }) => change<Report>(_id, doc => clearTasks(doc, clearing)));
};
