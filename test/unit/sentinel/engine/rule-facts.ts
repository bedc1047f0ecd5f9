import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, isContact, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, reportSubjectIds, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { shortCodes } from '@rounds/ddocs/documents/short-codes.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import type { AnyRule, Effect, Facts, Sandbox } from '@rounds/sentinel/engine/rule.ts';
import { isValidRegistration } from '@rounds/sentinel/reports/submission.ts';
import { wednesday } from './sentinel-in-memory.ts';

/** Settings that have no fault. */
export const sound = (raw: object): Settings => {
  const { settings, faults } = parseSettings({
    default_timezone: 'Africa/Nairobi',
    default_country_code: '254',
    ...raw,
  });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return settings;
};

/** What rules see of some documents, with nothing between: for one report at a time. */
export const factsOf = (
  report: Report,
  docs: readonly Doc[],
  settings: Settings,
  more: Partial<Facts> & { sandbox: Sandbox },
): Facts => {
  const contacts = docs.filter((doc): doc is Contact => isContact(doc, settings.contact_types));
  const byId = (id: string | undefined) => contacts.find(({ _id }) => _id === id);
  const contactOf = (reference: string): Placed | null => {
    const contact = contacts.find(one => subjectIds(one).includes(reference));
    if (!contact) return null;
    const lineage: Contact[] = [];
    for (let at = contact.parent; at; at = at.parent) lineage.push(...(byId(at._id) ? [byId(at._id)!] : []));
    const phones = [contact, ...lineage].flatMap(({ _id, contact: primary }) => {
      const phone = byId(primary?._id)?.phone;
      return phone ? [[_id, phone] as const] : [];
    });
    return { contact, lineage, phones: new Map(phones) };
  };
  const { patient, place } = subjectOf(report);
  const subject = { patient: patient ? contactOf(patient) : null, place: place ? contactOf(place) : null };
  const ids = [subject.patient, subject.place].flatMap(placed => (placed ? subjectIds(placed.contact) : []));
  return {
    settings,
    now: wednesday,
    words: {},
    info: null,
    sender: report.contact ? contactOf(report.contact._id) : null,
    subject,
    lineage: [],
    lineageInfos: [],
    claimedReport: null,
    callers: {
      external: null,
      phone: report.from
        ? (contacts.map(({ _id }) => contactOf(_id)!).find(at => at.contact.phone === report.from) ?? null)
        : null,
    },
    registrations: docs
      .filter((doc): doc is Report => doc.type === 'data_record' && doc._id !== report._id)
      .filter(doc => isValidRegistration(doc, settings) && reportSubjectIds(doc).some(id => ids.includes(id))),
    contactOf,
    codeFor: cause => shortCodes(cause)[0]!,
    isAnswered: () => false,
    isPhoneTaken: () => false,
    earlier: [],
    ...more,
  };
};

/** What came of a rule. */
export interface Outcome {
  doc: Report;
  made: Contact[];
  /** Other documents that it changed. */
  changed: Doc[];
}

/**
 * Documents after a rule, null when it did not apply. Every change is made twice, and must give the same object back
 * the second time.
 */
export const outcomeOf = (rule: AnyRule, report: Report, docs: readonly Doc[], facts: Facts): Outcome | null => {
  if (!(rule.concerns as (doc: Doc, settings: Settings) => boolean)(report, facts.settings)) return null;
  const effects = (rule.run as (doc: Doc, facts: Facts) => Effect[] | null)(report, facts);
  if (!effects) return null;
  const now = new Map<string, Doc>([report, ...docs].map(doc => [doc._id, doc]));
  for (const effect of effects) {
    if (effect.do !== 'change') continue;
    const after = effect.apply(now.get(effect.id)!);
    if (effect.apply(after) !== after) throw new Error(`${rule.name} changes ${effect.id} a second time`);
    now.set(effect.id, after);
  }
  return {
    doc: now.get(report._id) as Report,
    made: effects.flatMap(effect => (effect.do === 'create' ? [effect.doc as Contact] : [])),
    changed: docs.flatMap(doc => (now.get(doc._id) === doc ? [] : [now.get(doc._id)!])),
  };
};
