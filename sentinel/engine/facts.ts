import { ancestorIds, type Contact, isPerson, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { isReport, type Report, sameForm, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '../contacts/placed.ts';
import { lastClaim } from '../muting/muted-state.ts';
import { hasAnswers, isMadeBefore } from '../reports/answers.ts';
import { isValidRegistration } from '../reports/submission.ts';
import type { Desk } from './desk.ts';
import { answerKey, isAskedFor } from './lookups.ts';
import type { AnyRule, Callers, Earlier, Facts, Needs, Question, Sandbox, Subject } from './rule.ts';

/** A contact on the desk, as it stands by now; null when there is none, or it was not read. */
export const contactAt = (desk: Desk, id: string | undefined): Contact | null =>
  ((id && desk.docs.get(id)) || null) as Contact | null;

/** Places above a contact that there are, nearest first. */
export const lineageOf = (desk: Desk, id: string): Contact[] => {
  const contact = contactAt(desk, id);
  return contact ? ancestorIds(contact).flatMap(above => contactAt(desk, above) ?? []) : [];
};

/** The contact that stands under a short code, else under that id (`data-model.md` §1.3). */
const referredId = (reference: string, desk: Desk): string => desk.lookups.shortcode(reference)?.[0] ?? reference;

const placedOf = (desk: Desk, id: string | undefined): Placed | null => {
  const contact = contactAt(desk, id);
  if (!contact || id === undefined || isReport(contact)) return null;
  const lineage = lineageOf(desk, id);
  const phones = new Map<string, string>();
  const primaries = new Map<string, Contact>();
  for (const place of [contact, ...lineage]) {
    const primary = contactAt(desk, place.contact?._id);
    if (primary) primaries.set(place._id, primary);
    if (primary?.phone) phones.set(place._id, primary.phone);
  }
  const links = linksOf([contact, ...lineage], desk);
  return { contact, lineage, phones, primaries, ...(links.size > 0 ? { links } : {}) };
};

/** Ids of the documents linked to a contact, by their tag; stored as ids, or as documents of which the id counts. */
export const linkedIds = ({ linked_docs }: Contact): [tag: string, id: string][] =>
  Object.entries((linked_docs as Record<string, unknown> | null | undefined) ?? {}).flatMap(
    ([tag, linked]): [string, string][] => {
      const id = typeof linked === 'string' ? linked : (linked as { _id?: unknown } | null)?._id;
      return typeof id === 'string' ? [[tag, id]] : [];
    },
  );

const linksOf = (contacts: readonly Contact[], desk: Desk): Map<string, Record<string, string>> =>
  new Map(
    contacts.flatMap(contact => {
      const phones = linkedIds(contact).flatMap(([tag, id]) => {
        const linked = contactAt(desk, id);
        const phone = linked?.phone ?? contactAt(desk, linked?.contact?._id)?.phone;
        return phone ? [[tag, phone] as const] : [];
      });
      return phones.length > 0 ? [[contact._id, Object.fromEntries(phones)] as const] : [];
    }),
  );

type NeedsOf = (doc: Doc, settings: Desk['settings'], now: Desk['now'], words: Desk['words']) => Needs;

/** What a rule asks to have looked up for a document. */
export const needsOf = (doc: Doc, rule: AnyRule, desk: Desk): Needs =>
  (rule.needs as NeedsOf | undefined)?.(doc, desk.settings, desk.now, desk.words) ?? {};

/** Every id under which other reports may name the subject of this one: as it names it, and as the contact is known. */
export const subjectIdsOf = (report: Report, desk: Desk): string[] => {
  const named = Object.values(subjectOf(report)) as string[];
  const contacts = named.flatMap(reference => contactAt(desk, referredId(reference, desk)) ?? []);
  const cases = [report.case_id, report.fields?.case_id]
    .filter(id => id !== undefined && id !== null && id !== '')
    .map(String);
  return [...new Set([...named, ...contacts.flatMap(subjectIds), ...cases])];
};

const callersOf = ({ from, refid }: Report, desk: Desk): Callers => {
  const external = refid ? contactAt(desk, desk.lookups.external(String(refid).toUpperCase())?.[0]) : null;
  const ofPlace = isPerson(external as Doc | null, desk.settings.contact_types) ? undefined : external?.contact?._id;
  const withPhone = (from ? (desk.lookups.phone(String(from)) ?? []) : []).flatMap(id => contactAt(desk, id) ?? []);
  const [oldest] = withPhone.sort((a, b) => age(a) - age(b) || (a._id < b._id ? -1 : 1));
  return {
    external: placedOf(desk, ofPlace) ?? placedOf(desk, external?._id),
    phone: placedOf(desk, oldest?._id),
  };
};

const age = ({ reported_date }: Contact): number => Number(reported_date ?? 0) || 0;

const countsAsRegistration = (report: Report, { counts, settings }: Desk): boolean => {
  const known = counts.get(report) ?? isValidRegistration(report, settings);
  counts.set(report, known);
  return known;
};

const registrationsOf = (report: Report, desk: Desk): Report[] => {
  const wanted = new Set(subjectIdsOf(report, desk));
  const ids = new Set([...wanted].flatMap(id => desk.lookups.about(id) ?? []));
  ids.delete(report._id);
  return [...ids]
    .map(id => desk.docs.get(id))
    .filter(isReport)
    .filter(other => countsAsRegistration(other, desk))
    .sort((a, b) => (isMadeBefore(a, b) ? -1 : 1));
};

const isAnsweredBy = (report: Report, question: Question, desk: Desk): boolean => {
  const { fields, form, since = 0, before = false } = question;
  const keys = Object.entries(fields).map(([field, value]) => answerKey(field, value));
  const [first = [], ...others] = keys.map(key => desk.lookups.answering(key) ?? []);
  const shared = others.map(list => new Set(list.map(({ id }) => id)));
  const fits = (other: { id: string; form: unknown; date: number; faulty: boolean }): boolean =>
    other.id !== report._id &&
    !other.faulty &&
    other.date >= since &&
    (form === undefined || sameForm(other.form, form)) &&
    (!before || isMadeBefore({ _id: other.id, reported_date: other.date }, report));
  // What a rule decided about a report in this batch is newer than what the index tells of it.
  const decided = desk.lookups.changed();
  const stored = first.some(one => !decided.has(one.id) && shared.every(ids => ids.has(one.id)) && fits(one));
  if (stored) return true;
  return [...decided].some(id => {
    const other = desk.docs.get(id);
    if (!isReport(other) || !hasAnswers(other, question)) return false;
    return fits({
      id,
      form: other.form,
      date: Number(other.reported_date ?? 0),
      faulty: (other.errors?.length ?? 0) > 0,
    });
  });
};

const aboutOf = (report: Report, desk: Desk): Subject => {
  const { patient, place } = subjectOf(report);
  return {
    patient: patient === undefined ? null : placedOf(desk, referredId(patient, desk)),
    place: place === undefined ? null : placedOf(desk, referredId(place, desk)),
  };
};

const earlierOf = (report: Report, { reports = [] }: Needs, desk: Desk): Earlier[] => {
  const found = reports.map(asked => {
    const all = (desk.lookups.reports(asked) ?? []).map(id => desk.docs.get(id)).filter(isReport);
    const fitting = all.filter(other => other._id !== report._id && isAskedFor(other, asked));
    return fitting.sort((a, b) => (isMadeBefore(a, b) ? 1 : -1)).slice(0, asked.limit ?? 100);
  });
  const unique = [...new Map(found.flat().map(other => [other._id, other])).values()];
  unique.sort((a, b) => (isMadeBefore(a, b) ? 1 : -1));
  return unique.map(other => ({
    report: other,
    sender: placedOf(desk, other.contact?._id),
    subject: aboutOf(other, desk),
  }));
};

const missing = (what: string): never => {
  throw new AppError('sentinel/fact-missing', what);
};

/** Stands in where there is none: it is missed only by a rule that has an expression. */
const noSandbox: Sandbox = {
  evaluate: () => missing('This process has no sandbox for expressions'),
  faultOf: () => missing('This process has no sandbox for expressions'),
};

/** How each fact is read off the desk, as it stands at this moment. */
const facts: { [Name in keyof Facts]: (doc: Doc, desk: Desk, needs: Needs) => Facts[Name] } = {
  settings: (_, { settings }) => settings,
  now: (_, { now }) => now,
  words: (_, { words }) => words,
  info: (doc, desk) => desk.infos.get(doc._id) ?? null,
  sender: (doc, desk) => placedOf(desk, (doc as Report).contact?._id),
  subject: (doc, desk) => aboutOf(doc as Report, desk),
  lineage: (doc, desk) => lineageOf(desk, doc._id),
  lineageInfos: (doc, desk) => lineageOf(desk, doc._id).map(({ _id }) => desk.infos.get(_id) ?? null),
  claimedReport: (doc, desk) => {
    const report = lastClaim(doc as Contact)?.report_id;
    return (report === undefined ? null : desk.infos.get(report)) ?? null;
  },
  callers: (doc, desk) => callersOf(doc as Report, desk),
  registrations: (doc, desk, { registrations }) =>
    registrations === false ? [] : registrationsOf(doc as Report, desk),
  contactOf: (_, desk) => reference => placedOf(desk, referredId(reference, desk)),
  codeFor: (_, desk) => cause =>
    desk.codes.get(cause) ?? missing(`No short code was asked for ${cause}; name it in needs.codes`),
  isAnswered: (doc, desk) => question => isAnsweredBy(doc as Report, question, desk),
  isPhoneTaken: (_, desk) => phone => (desk.lookups.phone(phone)?.length ?? 0) > 0,
  earlier: (doc, desk, needs) => earlierOf(doc as Report, needs, desk),
  sandbox: (_, desk) => desk.sandbox() ?? noSandbox,
};

/** The facts that a rule reads, and no others. */
export const factsFor = (doc: Doc, rule: AnyRule, desk: Desk): Facts => {
  const needs = needsOf(doc, rule, desk);
  return Object.fromEntries(rule.reads.map(name => [name, facts[name](doc, desk, needs)])) as unknown as Facts;
};
