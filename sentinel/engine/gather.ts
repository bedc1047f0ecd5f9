import { ancestorIds, type Contact, isContact, isMuted } from '@rounds/ddocs/contacts.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/reports.ts';
import { isClaimed, isMovedOut, lastClaim } from '../rules/muting-contact.ts';
import type { AnyRule, Facts } from '../rules/rule.ts';
import type { Placed } from '../rules/submission.ts';
import type { Desk } from './desk.ts';
import { inPages } from './draft.ts';

/** Facts of a batch, read in a handful of requests however many documents there are. */
export interface Gathered {
  /** All facts that any rule may read, as the desk knows them at this moment: after a cascade they are new. */
  factsFor(doc: Doc): Facts;
  /** The contact for an id in a report: by short code, else by `_id` (`data-model.md` §1.3). */
  resolve(reference: string): string;
}

/** What kind of document a rule would take it for. */
const kindOf = (doc: Doc, desk: Desk): 'report' | 'contact' | undefined =>
  isReport(doc) ? 'report' : isContact(doc, desk.settings.contact_types) ? 'contact' : undefined;

/** The rules that a document concerns, without those that run once per document and did. Its infodoc is on the desk. */
export const concerning = (doc: Doc, rules: readonly AnyRule[], desk: Desk): AnyRule[] => {
  const kind = kindOf(doc, desk);
  const ran = desk.infos.get(doc._id)?.transitions ?? {};
  return rules.filter(
    ({ on, name, once, concerns }) =>
      on === kind && !(once && ran[name]) && (concerns as (doc: Doc, settings: Desk['settings']) => boolean)(doc, desk.settings),
  );
};

/** Contact ids for references in reports; several contacts with one short code: the first by id. */
export const readReferences = async (desk: Desk, references: Iterable<string>): Promise<Map<string, string>> => {
  const unique = [...new Set(references)];
  const found = new Map<string, string>();
  const answers = await Promise.all(
    inPages(unique).map(some =>
      desk.main.query('medic-client/contacts_by_reference', { keys: some.map(id => ['shortcode', id]), limit: some.length * 4 }),
    ),
  );
  for (const { id, key } of answers.flat()) {
    const reference = String((key as readonly unknown[])[1]);
    const before = found.get(reference);
    if (before === undefined || id < before) found.set(reference, id);
  }
  return found;
};

/** Reads what the rules need to know about these documents; all of them are on the desk already. Infodocs come first: most documents need no more. */
export const gather = async (docs: readonly Doc[], rules: readonly AnyRule[], desk: Desk): Promise<Gathered> => {
  await desk.infos.read(docs.map(({ _id }) => _id));
  const concerned = docs.filter(doc => concerning(doc, rules, desk).length > 0);
  const reports = concerned.filter(isReport);
  const contacts = concerned.filter((doc): doc is Contact => !isReport(doc));
  const references = reports.flatMap(report => Object.values(subjectOf(report)) as string[]);
  const above = [
    ...reports.flatMap(({ contact }) => (contact ? [contact._id, ...ancestorIds(contact)] : [])),
    ...contacts.flatMap(ancestorIds),
  ];

  const [found] = await Promise.all([readReferences(desk, references), desk.docs.read([...references, ...above])]);
  const resolve = (reference: string): string => found.get(reference) ?? reference;

  const placed = [...references.map(resolve), ...reports.flatMap(({ contact }) => (contact ? [contact._id] : []))];
  await readLineages(placed, desk);
  await desk.infos.read([
    ...references.map(resolve).flatMap(id => [id, ...lineageOf(desk, id).map(({ _id }) => _id)]),
    ...contacts.flatMap(contact => infosAbout(contact, desk)),
  ]);
  return { resolve, factsFor: doc => factsOf(doc, resolve, desk) };
};

/** Reads contacts with everyone above them and the primary contacts of those places: at most a request for each level that is new. */
const readLineages = async (ids: readonly string[], desk: Desk): Promise<void> => {
  for (let level = 0; level < 50; level++) {
    const needed = ids.flatMap(id => {
      const contact = contactOf(desk, id);
      if (!contact) return desk.docs.get(id) === undefined ? [id] : [];
      const places = [contact, ...ancestorIds(contact).map(above => contactOf(desk, above))];
      return [...ancestorIds(contact), ...places.flatMap(place => (place?.contact?._id ? [place.contact._id] : []))];
    });
    const unknown = [...new Set(needed)].filter(id => desk.docs.get(id) === undefined);
    if (unknown.length === 0) return;
    await desk.docs.read(unknown);
  }
};

/** Infodocs that matter for a contact only when it is under a muted place, was moved with a past, or comes from a device. */
const infosAbout = (contact: Contact, desk: Desk): string[] => {
  const lineage = lineageOf(desk, contact._id).map(({ _id }) => _id);
  const report = isClaimed(contact) ? lastClaim(contact)?.report_id : undefined;
  const matters = desk.infos.get(contact._id)?.muting_latest || report || isMovedOut(contact) || lineageOf(desk, contact._id).some(isMuted);
  return matters ? [...lineage, ...(report ? [report] : [])] : [];
};

const contactOf = (desk: Desk, id: string | undefined): Contact | null => ((id && desk.docs.get(id)) || null) as Contact | null;

/** Places above a contact that there are, nearest first. */
export const lineageOf = (desk: Desk, id: string): Contact[] => {
  const contact = contactOf(desk, id);
  return contact ? ancestorIds(contact).flatMap(above => contactOf(desk, above) ?? []) : [];
};

const placedOf = (desk: Desk, id: string | undefined): Placed | null => {
  const contact = contactOf(desk, id);
  if (!contact || id === undefined || isReport(contact)) return null;
  const lineage = lineageOf(desk, id);
  const phones = new Map<string, string>();
  for (const place of [contact, ...lineage]) {
    const phone = contactOf(desk, place.contact?._id)?.phone;
    if (phone) phones.set(place._id, phone);
  }
  return { contact, lineage, phones };
};

const factsOf = (doc: Doc, resolve: (reference: string) => string, desk: Desk): Facts => {
  const { settings, words, now } = desk;
  const report = isReport(doc) ? (doc as Report) : undefined;
  const named: ReturnType<typeof subjectOf> = report ? subjectOf(report) : {};
  const lineage = report ? [] : lineageOf(desk, doc._id);
  const claim = report ? undefined : lastClaim(doc as Contact)?.report_id;
  return {
    settings,
    words,
    now,
    info: desk.infos.get(doc._id) ?? null,
    sender: placedOf(desk, report?.contact?._id),
    subject: {
      patient: named.patient === undefined ? null : placedOf(desk, resolve(named.patient)),
      place: named.place === undefined ? null : placedOf(desk, resolve(named.place)),
    },
    lineage,
    lineageInfos: lineage.map(({ _id }) => desk.infos.get(_id) ?? null),
    claimedReport: (claim === undefined ? null : desk.infos.get(claim)) ?? null,
  };
};
