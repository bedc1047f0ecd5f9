import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { DateTime } from 'luxon';
import { dateIn } from '../dates/moment.ts';
import { byZone } from '../dates/zone.ts';
import { fieldOf } from '../reports/field.ts';

const inZone = (at: Ms, { default_timezone: zone }: Settings): DateTime => DateTime.fromMillis(at, byZone(zone));

/** As CHT stores it: as text, in UTC. */
const isoOf = (at: DateTime): Iso => new Date(at.toMillis()).toISOString();

const reportedDay = (report: Report, settings: Settings, now: Ms): DateTime =>
  inZone(report.reported_date ?? now, settings).startOf('day');

/** The first of these fields that has a value. */
const first = (report: Report, names: readonly string[]): unknown =>
  names.map(name => fieldOf(report, name)).find(value => value !== undefined && value !== null && value !== '');

/**
 * A report with the day of the last period and that of the birth to expect, forty weeks later; both null where it does
 * not say. The period is given as a date, or in weeks before the beginning of the day of the report.
 * See README.md, "Dates".
 */
export const withExpectedDate = (report: Report, settings: Settings, now: Ms): Report => {
  const given = dateIn(first(report, ['lmp_date', 'date_lmp']), settings.default_timezone);
  const weeks = first(report, ['weeks_since_lmp', 'last_menstrual_period', 'lmp']);
  const isCounted = weeks !== undefined && Number.isFinite(Number(weeks));
  const counted = isCounted ? reportedDay(report, settings, now).minus({ weeks: Number(weeks) }) : undefined;
  const lmp = given === null ? counted : inZone(given, settings);
  const expected = lmp?.plus({ weeks: 40 });
  const dates = lmp && expected?.isValid ? [isoOf(lmp), isoOf(expected)] : [null, null];
  return { ...report, lmp_date: dates[0], expected_date: dates[1] };
};

const ages = [
  ['years', ['years_since_dob', 'years_since_birth', 'age_in_years']],
  ['months', ['months_since_dob', 'months_since_birth', 'age_in_months']],
  ['weeks', ['weeks_since_dob', 'dob', 'weeks_since_birth', 'age_in_weeks']],
  ['days', ['days_since_dob', 'days_since_birth', 'age_in_days']],
] as const;

/**
 * A report with the day of birth by the age that it gives, the largest unit first; the day of the report where it gives
 * none that anybody can have.
 * See README.md, "Dates".
 */
export const withBirthDate = (report: Report, settings: Settings, now: Ms): Report => {
  const day = reportedDay(report, settings, now);
  const born = ages
    .map(([unit, names]) => ({ unit, value: first(report, names) }))
    .filter(({ value }) => value !== undefined && Number.isFinite(Number(value)))
    .map(({ unit, value }) => day.minus({ [unit]: Number(value) }))
    .find(({ isValid }) => isValid);
  return { ...report, birth_date: isoOf(born ?? day) };
};

/** A moment as a day such as 2002-01-14, in the zone of the programme. */
export const dayOf = (at: Ms, settings: Settings): string => inZone(at, settings).toISODate() ?? '';
