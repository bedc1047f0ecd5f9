import { isOn } from '@rounds/config/sections/is-on.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, type DeathReport, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { dateIn } from '../dates/moment.ts';
import { change } from '../engine/effects.ts';
import { info, now, settings } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { fieldOf } from '../reports/field.ts';
import { aReport } from '../reports/kind.ts';
import { isLater, momentOf } from '../reports/moments.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isValidSubmission } from '../reports/submission.ts';

/**
 * A report that its patient died gives the person a `date_of_death`; one that takes it back removes it. Once per
 * report. Whether the person is reminded any more is for muting: name the form in both.
 *
 * The report made last decides, in whatever order they arrive: the person keeps, in `death_report`, by which report.
 */
export const deathReporting = rule({
  name: 'death_reporting',
  on: aReport,
  once: true,
  reads: { settings, info, sender, subject, now },
  concerns: (report, settings) => isOn(settings, 'death_reporting') && isDead(report.form, settings) !== undefined,
  run: (report, { settings, info, sender, subject, now }) => {
    const dead = isDead(report.form, settings);
    const person = subject.patient?.contact;
    if (dead === undefined || !isPerson(person, settings.contact_types)) return null;
    if (!isValidSubmission(report, settings, sender)) return null;
    const said: DeathReport = momentOf(report, info, now);
    const date = dead ? dateOf(report, settings, said.reported_date) : null;
    return [change<Contact>(person._id, doc => withDeath(doc, date, said))];
  },
});

/** Whether a form says that somebody died (true) or takes that back (false); a form in both lists says it. */
const isDead = (form: unknown, { death_reporting: config }: Settings): boolean | undefined => {
  if (config?.mark_deceased_forms.some(one => sameForm(one, form))) return true;
  return config?.undo_deceased_forms.some(one => sameForm(one, form)) ? false : undefined;
};

/** What the report gives as the date, as it gives it; when it was made, where it gives none that can be read. */
const dateOf = (report: Report, { death_reporting: config, default_timezone: zone }: Settings, made: Ms): Iso | Ms => {
  const given = config?.date_field ? fieldOf(report, config.date_field) : undefined;
  return dateIn(given, zone) === null ? made : (given as Iso | Ms);
};

/** A person with a date of death, or without; the same object when nothing changes or a later report has spoken. */
const withDeath = (person: Contact, date: Iso | Ms | null, said: DeathReport): Contact => {
  const { death_report: before } = person;
  if (before?.report_id === said.report_id || isLater(before, said)) return person;
  const { date_of_death, ...rest } = person;
  return { ...rest, ...(date === null ? {} : { date_of_death: date }), death_report: said };
};
