import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, type LocalText, messageLocales, pickText, type Words } from '@rounds/config/words/translations.ts';
import { type Contact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import Mustache from 'mustache';
import { type Placed, primaryAt, upwards, withLineage } from '../contacts/placed.ts';
import type { Subject } from '../reports/subject.ts';
import { templateFilters } from './template-filters.ts';

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
  /** Registrations about the subject, the oldest first; the first lends its fields to messages. */
  registrations?: readonly Report[];
  /** Names that only this message knows, such as those of an alert. */
  extra?: Readonly<Record<string, unknown>>;
}

/** Whom a report is about: the patient, else the place, else its sender. */
export const aboutWhom = ({ subject, sender }: Pick<Spoken, 'subject' | 'sender'>): Placed | null =>
  subject.patient ?? subject.place ?? sender;

/** The places above the one that whom a report is about belongs to, or is: first `parent`, then `grandparent`. */
export const placesAbove = (spoken: Pick<Spoken, 'subject' | 'sender' | 'settings'>): Placed[] => {
  const about = aboutWhom(spoken);
  return upwards(about).slice(isPerson(about?.contact, spoken.settings.contact_types) ? 2 : 1);
};

/** Locales for what is said to the reporter: those of the report, of the sender, of the programme. */
export const localesFor = ({ report, sender, settings }: Spoken): string[] =>
  messageLocales(
    {
      locale: report.locale ?? localeOf(report.sms_message) ?? sender?.contact.language,
      sms_message: report.sms_message,
    },
    settings,
  );

const localeOf = (message: Report['sms_message']): unknown => message?.locale;

/**
 * The words of a message before they are filled in; undefined where there are none. Empty text in place is meant so; a
 * text that is no more than its key was never translated.
 */
const templateOf = (
  { message, translation_key: key }: Said,
  { words }: Spoken,
  locales: readonly string[],
): string | undefined => {
  const found = key === undefined ? undefined : findWord(words, key, locales);
  return pickText(message, locales) ?? (found === key ? undefined : found);
};

/**
 * The text of a message, filled in. Empty when there are no words for it: then it must not be sent.
 * See README.md, "Words".
 */
export const textOf = (said: Said, spoken: Spoken): string => {
  const locales = localesFor(spoken);
  const template = templateOf(said, spoken, locales);
  if (!template?.includes('{{')) return template ?? '';
  return filledIn(template, { ...contextOf(spoken), ...templateFilters(spoken.settings, locales[0] ?? 'en') });
};

/**
 * The key of a message for which no language has words, so that it cannot be sent; undefined where it can, or says
 * nothing on purpose.
 */
export const missingWords = (said: Said, spoken: Spoken): string | undefined =>
  templateOf(said, spoken, localesFor(spoken)) === undefined ? said.translation_key : undefined;

/**
 * The words for a check that failed: its own, else those for any answer that is not right. Empty where no language has
 * any: a person never gets to read how a check is written.
 */
export const faultText = (said: Said, spoken: Spoken): string =>
  textOf(said, spoken) || textOf({ translation_key: 'sys.incorrect_type' }, spoken);

/** Sections that one message may take: lists inside lists of long reports would hold up everybody else. */
const mostSections = 10_000;
let sectionsLeft = 0;

const writer = new Mustache.Writer();
const renderTokens = writer.renderTokens.bind(writer);
writer.renderTokens = (...section) => {
  if (sectionsLeft-- <= 0) throw new Error(`more than ${mostSections} sections`);
  return renderTokens(...section);
};

/**
 * A template filled in, without turning signs into HTML; as it stands where its brackets do not match, or where it
 * takes too long, for it is better sent than lost.
 */
const filledIn = (template: string, context: Record<string, unknown>): string => {
  sectionsLeft = mostSections;
  try {
    return writer.render(
      template,
      context,
      {},
      { escape: text => (text === undefined || text === null ? '' : String(text)) },
    );
  } catch {
    return template;
  }
};

/**
 * Names that a message may use, the more particular over the more general: patient and place, those of this message
 * alone, the patient's places and fields, the place's, the report's, those of the first registration, the sender's
 * places and those above whom it is about, `parent` and `grandparent`.
 */
export const contextOf = (spoken: Spoken): Record<string, unknown> => {
  const { report, subject, sender, registrations, extra } = spoken;
  const patient = subject.patient && withLineage(subject.patient);
  const place = subject.place && withLineage(subject.place);
  const [first] = registrations ?? [];
  const [parent, grandparent] = placesAbove(spoken);
  const name = subject.patient?.contact.name ?? report.fields?.patient_name ?? report.patient_name;
  return {
    ...places(sender),
    ...(parent ? { parent: withLineage(parent) } : {}),
    ...(grandparent ? { grandparent: withLineage(grandparent) } : {}),
    ...own(first),
    ...first?.fields,
    ...report,
    ...report.fields,
    ...own(subject.place?.contact),
    ...places(subject.place),
    ...own(subject.patient?.contact),
    ...places(subject.patient),
    contact: sender && withLineage(sender),
    patient_name: name ?? first?.fields?.patient_name,
    place_name: subject.place?.contact.name ?? report.fields?.place_name ?? report.place_name,
    ...extra,
    patient,
    place,
  };
};

/** What every document has, and would be mistaken for the report's. */
const ofDocument = new Set(
  '_id _rev _attachments type contact_type reported_date parent contact form fields tasks scheduled_tasks errors from sent_by'.split(
    ' ',
  ),
);

/** The fields of a document that say something of whom it is about. */
const own = (doc: Contact | Report | undefined): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(doc ?? {}).filter(([key, value]) => !ofDocument.has(key) && value !== undefined && value !== null),
  );

const places = (placed: Placed | null): Record<string, object> => {
  const at = placed ? [placed.contact, ...placed.lineage] : [];
  const ofType = (type: string) => at.find(contact => contact.type === type || contact.contact_type === type);
  const found = {
    clinic: ofType('clinic'),
    health_center: ofType('health_center'),
    district: ofType('district_hospital'),
  };
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, contact]) =>
      contact ? [[name, { ...contact, ...primaryAt(contact, placed!) }]] : [],
    ),
  );
};
