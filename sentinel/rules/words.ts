import type { Settings } from '@rounds/config/settings.ts';
import { type LocalText, messageLocales, pickText, type Words, word } from '@rounds/config/words.ts';
import type { Contact } from '@rounds/ddocs/contacts.ts';
import type { Report } from '@rounds/ddocs/reports.ts';
import { DateTime } from 'luxon';
import Mustache from 'mustache';
import type { Subject } from './rule.ts';
import type { Placed } from './submission.ts';

/** A message as settings give it: a key of the translations, or text in place. */
export interface Said {
  translation_key?: string | undefined;
  message?: LocalText | undefined;
}

/** What a message may speak of. */
export interface Spoken {
  report: Report;
  sender: Placed | null;
  subject: Subject;
  settings: Settings;
  words: Words;
}

/** Locales for what is said to the reporter: those of the report, of the sender, of the programme (`sms.md` §4.8). */
export const localesFor = ({ report, sender, settings }: Spoken): string[] =>
  messageLocales(
    { locale: report.locale ?? localeOf(report.sms_message) ?? sender?.contact.language, sms_message: report.sms_message },
    settings,
  );

const localeOf = (message: Report['sms_message']): unknown => message?.locale;

/**
 * The text of a message, filled in. Empty when there are no words for it: then it must not be sent.
 * @see sms.md §4.8
 */
export const textOf = (said: Said, spoken: Spoken): string => {
  const locales = localesFor(spoken);
  const inPlace = pickText(said.message, locales);
  const { translation_key: key } = said;
  const template = inPlace ?? (key === undefined ? '' : word(spoken.words, key, locales));
  if (inPlace === undefined && template === key) return '';
  return filledIn(template, contextOf(spoken));
};

/** A template filled in, without turning signs into HTML; as it stands where its brackets do not match, for it is better sent than lost. */
const filledIn = (template: string, context: Record<string, unknown>): string => {
  try {
    return Mustache.render(template, context, {}, { escape: text => (text === undefined || text === null ? '' : String(text)) });
  } catch {
    return template;
  }
};

/** Names that a message may use, the more particular over the more general. */
const contextOf = ({ report, subject, sender, settings }: Spoken): Record<string, unknown> => {
  const patient = subject.patient && withLineage(subject.patient);
  const place = subject.place && withLineage(subject.place);
  return {
    ...places(sender),
    ...report,
    ...report.fields,
    ...places(subject.place),
    ...places(subject.patient),
    contact: sender && withLineage(sender),
    patient_name: subject.patient?.contact.name ?? report.fields?.patient_name,
    place_name: subject.place?.contact.name ?? report.fields?.place_name,
    patient,
    place,
    ...filters(settings),
  };
};

const withLineage = ({ contact, lineage }: Placed): Record<string, unknown> => {
  const parent = lineage.reduceRight<Record<string, unknown> | undefined>((above, at) => ({ ...at, parent: above }), undefined);
  return { ...contact, parent };
};

const places = (placed: Placed | null): Record<string, Contact> => {
  const at = placed ? [placed.contact, ...placed.lineage] : [];
  const ofType = (type: string) => at.find(contact => contact.type === type || contact.contact_type === type);
  const found = { clinic: ofType('clinic'), health_center: ofType('health_center'), district: ofType('district_hospital') };
  return Object.fromEntries(Object.entries(found).filter(([, contact]) => contact)) as Record<string, Contact>;
};

type Render = (text: string) => string;

/** `{{#date}}…{{/date}}` and `{{#datetime}}…{{/datetime}}`: a moment, as text or in ms, in the zone and format of the programme. */
const filters = (settings: Settings): Record<string, () => (text: string, render: Render) => string> => {
  const format = (pattern: string) => () => (text: string, render: Render) => {
    const value = render(text).trim();
    const at = /^-?\d+$/.test(value)
      ? DateTime.fromMillis(Number(value))
      : DateTime.fromISO(value, { setZone: !settings.default_timezone });
    return at.isValid ? (settings.default_timezone ? at.setZone(settings.default_timezone) : at).toFormat(pattern) : value;
  };
  return {
    date: format(luxonPattern(settings.date_format, 'DD-MMM-YYYY')),
    datetime: format(luxonPattern(settings.reported_date_format, 'DD-MMM-YYYY HH:mm:ss')),
  };
};

/** The same pattern for luxon as CHT's settings give for moment. */
const luxonPattern = (pattern: unknown, fallback: string): string =>
  (typeof pattern === 'string' && pattern !== '' ? pattern : fallback)
    .replace(/D/g, 'd')
    .replace(/Y/g, 'y')
    .replace(/MMM+/g, found => 'L'.repeat(found.length))
    .replace(/A/g, 'a');
