import { type Contact, type MutedBy, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { contactsByReference, withShortCode } from '../contacts/references.ts';
import { startOfToday } from '../dates/today.ts';
import type { Desk } from '../engine/desk.ts';
import type { EffectKind } from '../engine/effects.ts';
import { rowsByKey } from '../engine/lookup.ts';
import { reportsBySubject } from '../reports/registrations.ts';
import { isValidRegistration } from '../reports/submission.ts';
import { muteTasks, unmuteTasks } from './tasks.ts';

/** A contact whose registrations are to be silent, or to speak again. */
export interface Silenced {
  contact: Contact;
  /** Null when they speak again. */
  by: MutedBy | null;
  timestamp: Iso;
}

/** Ids by which reports name contacts, with the ids of the reports that name them. */
export interface Named {
  subjects: ReadonlySet<string>;
  reports: readonly string[];
}

/** The scheduled messages of every registration about a contact are silenced, or come back. */
export interface Silence {
  contact: Contact;
  /** Null when they come back. */
  by: MutedBy | null;
}

/** @see Silence */
export const silence: EffectKind<Silence> = {
  name: 'silence',
  carryOut: (all, desk) => {
    const timestamp = new Date(desk.now).toISOString();
    return silenceAll(
      all.map(one => ({ ...one, timestamp })),
      desk,
    );
  },
};

/**
 * Decides the scheduled messages of every valid registration about these contacts; a report about a patient goes by the
 * patient, not by the place.
 */
export const silenceAll = async (contacts: readonly Silenced[], desk: Desk, read?: Named): Promise<void> => {
  const bySubject = new Map(contacts.flatMap(one => subjectIds(one.contact).map(id => [id, one] as const)));
  if (bySubject.size === 0) return;
  const rest = await readNaming(
    [...bySubject.keys()].filter(id => !read?.subjects.has(id)),
    desk,
  );
  const registrations = registrationsAmong([...(read?.reports ?? []), ...rest.reports], desk);
  const strangers = await elsewhere(registrations, bySubject, desk);
  const today = startOfToday(desk.now, desk.settings.default_timezone);
  for (const registration of registrations) {
    const { patient, place } = subjectOf(registration);
    if (patient !== undefined && strangers.has(patient)) continue;
    const about = bySubject.get(patient ?? '') ?? bySubject.get(place ?? '');
    if (!about || strangers.has(place ?? '')) continue;
    const { by, timestamp } = about;
    desk.docs.change(registration._id, doc =>
      by ? muteTasks(doc as Report, by, timestamp) : unmuteTasks(doc as Report, today, timestamp),
    );
  }
};

/** Reads all reports that name contacts by these ids. */
export const readNaming = async (subjects: readonly string[], desk: Desk): Promise<Named> => {
  const wanted = new Set(subjects);
  const rows = (await scanIsCheaper(wanted.size, desk))
    ? await readAll(desk)
    : await rowsByKey(desk.main, 'medic-client/reports_by_subject', [...wanted]);
  // A report that came to name its subject in this batch is not in the view yet.
  const noted = subjects.flatMap(id => desk.lookups.noted(reportsBySubject, id));
  const reports = [...new Set([...rows.filter(({ key }) => wanted.has(String(key))).map(({ id }) => id), ...noted])];
  await desk.docs.read(reports);
  return { subjects: wanted, reports };
};

/** CouchDB looks up a key of a view in the time in which it reads so many rows one after the other. */
const rowsPerKey = 12;
/** Fewer ids than these are looked up, however few reports there are. */
const few = 100;

const scanIsCheaper = async (ids: number, desk: Desk): Promise<boolean> =>
  ids >= few && (await desk.main.count('medic-client/reports_by_subject')) < ids * rowsPerKey;

const readAll = (desk: Desk) => desk.main.query('medic-client/reports_by_subject', { limit: 10_000_000 });

const registrationsAmong = (ids: readonly string[], desk: Desk): Report[] =>
  [...new Set(ids)]
    .map(id => desk.docs.get(id))
    .filter(isReport)
    .filter(report => (report.scheduled_tasks?.length ?? 0) > 0 && isValidRegistration(report, desk.settings));

/**
 * References of these registrations to contacts elsewhere, so that another contact's state decides: to patients who
 * stand elsewhere in the tree, and short codes that another had first.
 */
const elsewhere = async (
  registrations: readonly Report[],
  here: ReadonlyMap<string, Silenced>,
  desk: Desk,
): Promise<Set<string>> => {
  const subjects = registrations.map(subjectOf);
  const unknown = [...new Set(subjects.flatMap(({ patient }) => patient ?? []))].filter(id => !here.has(id));
  const codes = [...new Set(subjects.flatMap(({ patient, place }) => [patient ?? [], place ?? []].flat()))].filter(
    id => here.has(id) && here.get(id)!.contact._id !== id,
  );
  if (unknown.length + codes.length === 0) return new Set();
  const shortcode = (code: string) => ({ by: 'shortcode', code }) as const;
  await desk.lookups.ask(contactsByReference, [...unknown, ...codes].map(shortcode));
  const isAnothers = (code: string): boolean =>
    (withShortCode(code, desk)?.[0] ?? here.get(code)!.contact._id) !== here.get(code)!.contact._id;
  const isKnown = (id: string): boolean => (withShortCode(id, desk)?.length ?? 0) > 0;
  await desk.docs.read(unknown.filter(id => !isKnown(id)));
  return new Set([...unknown.filter(id => isKnown(id) || desk.docs.get(id)), ...codes.filter(isAnothers)]);
};
