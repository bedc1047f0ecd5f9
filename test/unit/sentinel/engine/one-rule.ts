import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import { type Contact, isContact, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, reportSubjectIds, subjectOf, type Task } from '@rounds/ddocs/documents/reports.ts';
import { shortCodes } from '@rounds/ddocs/documents/short-codes.ts';
import { contactOf } from '@rounds/sentinel/contacts/contact-of.ts';
import { lineage } from '@rounds/sentinel/contacts/lineage.ts';
import { isPhoneTaken } from '@rounds/sentinel/contacts/phones.ts';
import type { Placed } from '@rounds/sentinel/contacts/placed.ts';
import type { Effect } from '@rounds/sentinel/engine/effects.ts';
import { info, now, sandbox as sandboxed, settings, words } from '@rounds/sentinel/engine/given.ts';
import type { Rule, Seen } from '@rounds/sentinel/engine/rule.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { claimedReport, isChangeSettled, lineageInfos, logOf } from '@rounds/sentinel/muting/facts.ts';
import { codeFor } from '@rounds/sentinel/registration/code-for.ts';
import { earlier } from '@rounds/sentinel/reports/earlier.ts';
import { isAnswered } from '@rounds/sentinel/reports/is-answered.ts';
import { registrations } from '@rounds/sentinel/reports/registrations.ts';
import { sender } from '@rounds/sentinel/reports/sender.ts';
import { subject } from '@rounds/sentinel/reports/subject.ts';
import { isValidRegistration } from '@rounds/sentinel/reports/submission.ts';
import { openSandbox } from '@rounds/sentinel/sandbox/sandbox.ts';
import { callers } from '@rounds/sentinel/senders/callers.ts';
import { contact, report, wednesday } from './sentinel-in-memory.ts';

/** Every fact of the sentinel, under the name by which rules call it. */
const every = {
  ...{ settings, now, words, info, sandbox: sandboxed },
  ...{ sender, subject, registrations, isAnswered, earlier, callers },
  ...{ lineage, contactOf, isPhoneTaken, codeFor, lineageInfos, claimedReport, logOf, isChangeSettled },
};

/** What rules see. */
export type Facts = Seen<typeof every>;

/** A contact with the places above it. @param phones of the primary contacts of places, by the id of the place */
export const placed = (
  who: Contact,
  lineage: readonly Contact[] = [],
  phones: Record<string, string> = {},
): Placed => ({
  contact: who,
  lineage,
  phones: new Map(Object.entries(phones)),
});

const [district, centre, north] = [
  contact('district', 'district_hospital'),
  contact('centre', 'health_center', ['district'], { contact: { _id: 'nurse' } }),
  contact('north', 'clinic', ['centre', 'district']),
];
/** The health worker of a village, whose supervisor is the nurse of the centre. */
export const chw = placed(
  contact('chw', 'person', ['centre', 'district'], { phone: '+254700000001' }),
  [centre, district],
  {
    centre: '+254700000002',
  },
);
/** A woman of the household north. */
export const ann = placed(
  contact('ann', 'person', ['north', 'centre', 'district'], { patient_id: '20000' }),
  [north, centre, district],
  {
    centre: '+254700000002',
  },
);
/** Her household. */
export const household = placed({ ...north, place_id: '10000' }, [centre, district]);

let opened: Sandbox;
before(async () => {
  opened = await openSandbox();
});
/** Opened before the first test runs. */
export const sandbox: Sandbox = {
  evaluate: (expression, names) => opened.evaluate(expression, names),
  faultOf: expression => opened.faultOf(expression),
};

/** What is seen where nothing is known of anybody. */
const unknown = {
  ...{ words: {}, now: wednesday, info: null, sandbox },
  ...{ sender: null, subject: { patient: null, place: null }, callers: { external: null, phone: null } },
  ...{ registrations: [], earlier: [], lineage: [], lineageInfos: [], claimedReport: null },
  ...{
    contactOf: () => null,
    isAnswered: () => false,
    isPhoneTaken: () => false,
    logOf: () => null,
    isChangeSettled: () => false,
  },
  codeFor: (cause: string): never => {
    throw new Error(`a short code for ${cause} was not expected`);
  },
};

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

/** Facts made by hand, of a report by the health worker. @param more settings as stored, and what else differs */
export const factsOf = ({
  settings: raw,
  ...more
}: Omit<Partial<Facts>, 'settings'> & { settings?: object; words?: Words } = {}): Facts => {
  const { settings, faults } = parseSettings({ default_timezone: 'UTC', ...raw });
  if (faults.length > 0) throw new Error(JSON.stringify(faults));
  return { ...unknown, settings, sender: chw, ...more };
};

/** What rules see of some documents, with nothing between: for one report at a time. */
export const factsFrom = (
  report: Report,
  docs: readonly Doc[],
  settings: Settings,
  more: Partial<Facts> = {},
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
  const withPhone = contacts.map(({ _id }) => contactOf(_id)!).filter(at => at.contact.phone === report.from);
  return {
    ...unknown,
    settings,
    sender: report.contact ? contactOf(report.contact._id) : null,
    subject,
    callers: { external: null, phone: (report.from && withPhone[0]) || null },
    registrations: docs
      .filter((doc): doc is Report => doc.type === 'data_record' && doc._id !== report._id)
      .filter(doc => isValidRegistration(doc, settings) && reportSubjectIds(doc).some(id => ids.includes(id))),
    contactOf,
    codeFor: cause => shortCodes(cause)[0]!,
    ...more,
  };
};

/**
 * What a rule says of a document: undefined where it does not concern it, null where on a closer look it does not
 * apply.
 */
export const effectsOf = (rule: Rule, doc: Doc, facts: Facts): readonly Effect[] | null | undefined => {
  if (!rule.concerns(doc, facts.settings)) return undefined;
  const seen: Readonly<Record<string, unknown>> = { ...facts };
  return rule.run(doc, Object.fromEntries(rule.facts.map(([name]) => [name, seen[name]])));
};

/** What kinds of effects a rule asks for: `change`, or such as a work brings, `cascade`. */
export const kindsOf = (effects: readonly Effect[] | null | undefined): string[] =>
  (effects ?? []).map(effect => (effect.do === 'together' ? effect.kind.name : effect.do));

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
export const outcomeOf = (rule: Rule, report: Report, docs: readonly Doc[], facts: Facts): Outcome | null => {
  const effects = effectsOf(rule, report, facts);
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

/**
 * A document as a rule leaves it. Fails where a change that is given its own result gives anything else: it may run
 * again at any time.
 * @param doc the document that is changed; the one that is settled unless another is named
 */
export const leftBy = <T extends Doc>(effects: readonly Effect[] | null | undefined, doc: T): T =>
  (effects ?? []).reduce<Doc>((at, effect) => {
    if (effect.do !== 'change' || effect.id !== doc._id) return at;
    const changed = effect.apply(at);
    if (effect.apply(changed) !== changed) throw new Error(`a change of ${doc._id} changes its own result`);
    return changed;
  }, doc) as T;

/** An SMS by the health worker, in a form that `settings.forms` knows. */
export const sms = (form: string, fields: Record<string, unknown> = {}, more: Partial<Report> = {}): Report => {
  const { content_type: _, ...rest } = report(form, '', { from: '+254700000001', fields, ...more });
  return rest as Report;
};

/** Messages of a report as recipient and text. */
export const said = ({ tasks = [] }: Pick<Report, 'tasks'>): string[] =>
  tasks.flatMap(({ messages = [] }: Task) => messages.map(({ to, message }) => `${to}: ${message}`));
