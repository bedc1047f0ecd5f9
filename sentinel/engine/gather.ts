import { ancestorIds, type Contact, isContact, isMuted, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import { type Doc, generation } from '@rounds/ddocs/documents/doc.ts';
import type { TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { isClaimed, isMovedOut, lastClaim } from '../muting/muted-state.ts';
import type { Desk } from './desk.ts';
import { contactAt, lineageOf, linkedIds, needsOf, subjectIdsOf } from './facts.ts';
import { type Asking, answerKey, asksNothing, nothingAsked, reportsKey } from './lookups.ts';
import type { AnyRule, Facts, Needs } from './rule.ts';

/** A document with a rule that it concerns. */
export interface Concern {
  doc: Doc;
  rule: AnyRule;
}

/** What kind of document a rule would take it for. */
const kindOf = (doc: Doc, desk: Desk): 'report' | 'contact' | undefined => {
  // A rule may have deleted it while another document was settled.
  if (doc._deleted) return undefined;
  return isReport(doc) ? 'report' : isContact(doc, desk.settings.contact_types) ? 'contact' : undefined;
};

/** Recorded for a report that was not stored yet: of the first revision, whichever name that got. */
export const firstRevision = '1';

/** Whether a rule has settled this very revision. */
const hasSeen = (run: TransitionRun | undefined, rev: string | undefined): boolean =>
  !!run && (run.last_rev === rev || (run.last_rev === firstRevision && generation(rev) === 1));

/** The rules that a document concerns, whatever has run already. */
export const concernedRules = (doc: Doc, rules: readonly AnyRule[], desk: Desk): AnyRule[] => {
  const kind = kindOf(doc, desk);
  return kind === undefined
    ? []
    : rules.filter(
        ({ on, concerns }) =>
          on === kind && (concerns as (doc: Doc, settings: Desk['settings']) => boolean)(doc, desk.settings),
      );
};

/**
 * The rules that a document concerns and that have not settled it. Its infodoc is on the desk.
 * @param rev of the document as it came
 */
export const concerning = (doc: Doc, rules: readonly AnyRule[], desk: Desk, rev: string | undefined): AnyRule[] => {
  const ran = desk.infos.get(doc._id)?.transitions ?? {};
  return concernedRules(doc, rules, desk).filter(({ name, once }) => !(once && ran[name]) && !hasSeen(ran[name], rev));
};

/** What is not on the desk yet. */
interface Missing {
  asking: Asking;
  docs: Set<string>;
  infos: Set<string>;
  codes: Set<string>;
}

/** How one fact is looked for: it names what is missing, as far as can be told from what is known by now. */
type Look = (doc: Doc, desk: Desk, missing: Missing, needs: Needs) => void;

/**
 * Reads what rules must know about documents, in rounds: each asks for all that is missing and can be named by now, for
 * all documents together. Asks for nothing when nothing is missing.
 */
export const gather = async (concerns: readonly Concern[], desk: Desk): Promise<void> => {
  for (let round = 0; round < 60; round++) {
    const missing = missingOf(concerns, desk);
    if (isNothing(missing)) return;
    await Promise.all([
      desk.lookups.ask(missing.asking),
      desk.docs.read(missing.docs),
      desk.infos.read(missing.infos),
      missing.codes.size > 0 ? desk.codes.reserve(missing.codes) : undefined,
    ]);
  }
};

/** Whether rules have all they need to see on the desk. */
export const isGathered = (concern: Concern, desk: Desk): boolean => isNothing(missingOf([concern], desk));

const isNothing = ({ asking, docs, infos, codes }: Missing): boolean =>
  docs.size + infos.size + codes.size === 0 && asksNothing(asking);

const missingOf = (concerns: readonly Concern[], desk: Desk): Missing => {
  const missing: Missing = { asking: nothingAsked(), docs: new Set(), infos: new Set(), codes: new Set() };
  for (const { doc, rule } of concerns) {
    const needs = needsOf(doc, rule, desk);
    for (const fact of rule.reads) looks[fact]?.(doc, desk, missing, needs);
    if (rule.tree) lookForTree(doc, desk, missing);
  }
  return missing;
};

const wantDoc = (id: string, desk: Desk, missing: Missing): void => {
  if (desk.docs.get(id) === undefined) missing.docs.add(id);
};

const wantInfo = (id: string, desk: Desk, missing: Missing): void => {
  if (desk.infos.get(id) === undefined) missing.infos.add(id);
};

/** A contact with everyone above it and the primary contacts of those places. */
const wantPlaced = (id: string | undefined, desk: Desk, missing: Missing, above: readonly string[] = []): void => {
  if (id === undefined) return;
  for (const place of above) wantDoc(place, desk, missing);
  wantDoc(id, desk, missing);
  const contact = contactAt(desk, id);
  if (!contact || isReport(contact)) return;
  for (const place of ancestorIds(contact)) wantDoc(place, desk, missing);
  for (const place of [contact, ...lineageOf(desk, id)]) {
    if (place.contact?._id) wantDoc(place.contact._id, desk, missing);
    for (const [, linked] of linkedIds(place)) {
      wantDoc(linked, desk, missing);
      const primary = contactAt(desk, linked)?.contact?._id;
      if (primary) wantDoc(primary, desk, missing);
    }
  }
};

/** How short codes that are given out look; ids that databases make do not. */
const looksLikeCode = (reference: string): boolean => /^\d+$/.test(reference);

/**
 * The contact under a short code or an id. What it looks like is tried first and the other only where nobody is found,
 * since asking for both would take twice as long for almost all.
 */
const wantReferred = (reference: string, desk: Desk, missing: Missing): void => {
  const found = desk.lookups.shortcode(reference);
  const isTriedAsId = found || !looksLikeCode(reference);
  if (isTriedAsId) wantPlaced(found?.[0] ?? reference, desk, missing);
  if (!found && !(isTriedAsId && isContactOrUnread(desk.docs.get(reference)))) missing.asking.shortcodes.add(reference);
};

const isContactOrUnread = (doc: Doc | null | undefined): boolean =>
  doc === undefined || (doc !== null && !isReport(doc));

const wantSender: Look = (doc, desk, missing) => {
  const { contact } = doc as Report;
  if (contact?._id) wantPlaced(contact._id, desk, missing, ancestorIds(contact));
};

const wantSubject: Look = (doc, desk, missing) => {
  for (const reference of Object.values(subjectOf(doc as Report)) as string[]) wantReferred(reference, desk, missing);
};

const wantCallers: Look = (doc, desk, missing) => {
  const { from, refid } = doc as Report;
  if (from) {
    const found = desk.lookups.phone(String(from));
    if (!found) missing.asking.phones.add(String(from));
    for (const id of found ?? []) wantPlaced(id, desk, missing);
  }
  if (!refid) return;
  const code = String(refid).toUpperCase();
  const found = desk.lookups.external(code);
  if (!found) missing.asking.externals.add(code);
  for (const id of found?.slice(0, 1) ?? []) {
    wantPlaced(id, desk, missing);
    wantPlaced(contactAt(desk, id)?.contact?._id, desk, missing);
  }
};

const wantLineage: Look = (doc, desk, missing) => {
  for (const id of ancestorIds(doc as Contact)) wantDoc(id, desk, missing);
};

/**
 * Infodocs that matter for a contact only when it is under a muted place, was moved with a past, or comes from a
 * device.
 */
const wantLineageInfos: Look = (doc, desk, missing) => {
  const contact = doc as Contact;
  const lineage = lineageOf(desk, contact._id);
  const matters =
    desk.infos.get(contact._id)?.muting_latest || isClaimed(contact) || isMovedOut(contact) || lineage.some(isMuted);
  if (matters) for (const { _id } of lineage) wantInfo(_id, desk, missing);
};

const looks: Partial<Record<keyof Facts, Look>> = {
  info: (doc, desk, missing) => wantInfo(doc._id, desk, missing),
  sender: wantSender,
  subject: wantSubject,
  callers: wantCallers,
  lineage: wantLineage,
  lineageInfos: (doc, desk, missing, needs) => {
    wantInfo(doc._id, desk, missing);
    wantLineage(doc, desk, missing, needs);
    wantLineageInfos(doc, desk, missing, needs);
  },
  claimedReport: (doc, desk, missing) => {
    const report = isClaimed(doc as Contact) ? lastClaim(doc as Contact)?.report_id : undefined;
    if (report) wantInfo(report, desk, missing);
  },
  registrations: (doc, desk, missing, needs) => {
    if (needs.registrations === false) return;
    wantSubject(doc, desk, missing, needs);
    for (const id of subjectIdsOf(doc as Report, desk)) {
      const reports = desk.lookups.about(id);
      if (!reports) missing.asking.subjects.add(id);
      for (const report of reports ?? []) wantDoc(report, desk, missing);
    }
  },
  contactOf: (_doc, desk, missing, { contacts = [] }) => {
    for (const reference of contacts) wantReferred(reference, desk, missing);
  },
  codeFor: (_doc, desk, missing, { codes = [] }) => {
    for (const cause of codes) {
      wantDoc(cause, desk, missing);
      if (desk.docs.get(cause) !== undefined && desk.codes.get(cause) === undefined) missing.codes.add(cause);
    }
  },
  isAnswered: (_doc, desk, missing, { answers = [] }) => {
    for (const { fields } of answers)
      for (const [field, value] of Object.entries(fields)) {
        const key = answerKey(field, value);
        if (!desk.lookups.answering(key)) missing.asking.answers.add(key);
      }
  },
  isPhoneTaken: (_doc, desk, missing, { phones = [] }) => {
    for (const phone of phones) if (!desk.lookups.phone(phone)) missing.asking.phones.add(phone);
  },
  earlier: (_doc, desk, missing, { reports = [] }) => {
    for (const asked of reports) {
      const found = desk.lookups.reports(asked);
      if (!found) missing.asking.reports.set(reportsKey(asked), asked);
      for (const id of found ?? []) {
        wantDoc(id, desk, missing);
        const other = desk.docs.get(id) as Report | null | undefined;
        if (!other) continue;
        wantPlaced(other.contact?._id, desk, missing);
        wantSubject(other, desk, missing, {});
      }
    }
  },
};

/** A mute or unmute is logged on the infodocs of its subject and of all places above it. */
const lookForTree = (doc: Doc, desk: Desk, missing: Missing): void => {
  for (const reference of Object.values(subjectOf(doc as Report)) as string[]) {
    const id = desk.lookups.shortcode(reference)?.[0] ?? reference;
    if (!contactAt(desk, id)) continue;
    for (const at of [id, ...lineageOf(desk, id).map(({ _id }) => _id)]) wantInfo(at, desk, missing);
  }
};

/**
 * What is looked up for a batch before the rules run, so that they need not wait one by one: for senders that are still
 * to be found, too.
 */
export const gatherAhead = async (concerns: readonly Concern[], desk: Desk): Promise<void> => {
  await gather(concerns, desk);
  const ahead = nothingAsked();
  for (const { doc, rule } of concerns) {
    if (!rule.reads.includes('registrations') || needsOf(doc, rule, desk).registrations === false) continue;
    if (Object.keys(subjectOf(doc as Report)).length > 0) continue;
    for (const id of sendersOf(doc as Report, desk))
      for (const subject of subjectIds(contactAt(desk, id)!)) ahead.subjects.add(subject);
  }
  if (asksNothing(ahead)) return;
  await desk.lookups.ask(ahead);
  await desk.docs.read([...ahead.subjects].flatMap(id => desk.lookups.about(id) ?? []));
};

/** Contacts that may turn out to be both sender and subject (`self_report`). */
const sendersOf = (report: Report, desk: Desk): string[] => {
  const callers = report.from ? (desk.lookups.phone(String(report.from)) ?? []) : [];
  return [...(report.contact?._id ? [report.contact._id] : []), ...callers].filter(id => contactAt(desk, id));
};
