import type { UnmutePolicy } from '@rounds/config/sections/muting.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Contact, MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Placed } from '../contacts/placed.ts';

/** What a report is about. */
export interface Subject {
  /** The person that it names, or whatever contact stands under that id. */
  patient: Placed | null;
  place: Placed | null;
}

/** Everything that a rule may ask to see. It sees what it names in `reads`, nothing else. */
export interface Facts {
  settings: Settings;
  /** The moment at which this batch is settled. */
  now: Ms;
  /** Text by locale and key. */
  words: Words;
  /** Infodoc of the document itself. */
  info: InfoDoc | null;
  /** Who sent the report. */
  sender: Placed | null;
  subject: Subject;
  /** Places above the contact, nearest first. */
  lineage: readonly Contact[];
  /** Infodocs of those places, in the same order. */
  lineageInfos: readonly (InfoDoc | null)[];
  /** Infodoc of the report that a device last acted by on the contact. */
  claimedReport: InfoDoc | null;
  /** Who may have sent the report, by what it says of its sender. */
  callers: Callers;
  /**
   * Valid registrations about the subject of the report (patient, place, case), the oldest first, the report itself
   * left out.
   */
  registrations: readonly Report[];
  /** The contact that stands under a short code or an id: one named in {@link Needs.contacts}, or met on the way. */
  contactOf: (reference: string) => Placed | null;
  /** The short code reserved for a cause named in {@link Needs.codes}. @throws AppError `sentinel/fact-missing` */
  codeFor: (cause: string) => string;
  /** Whether another report answers as asked in {@link Needs.answers}. */
  isAnswered: (question: Question) => boolean;
  /** Whether a contact has this phone, which {@link Needs.phones} names. */
  isPhoneTaken: (phone: string) => boolean;
  /**
   * Reports asked for in {@link Needs.reports}, the newest first, each with its sender and subject; the report itself
   * left out.
   */
  earlier: readonly Earlier[];
  /** Expressions of the settings, in their sandbox. */
  sandbox: Sandbox;
}

/** Who may have sent a report. */
export interface Callers {
  /** The contact whose `rc_code` the report's `refid` names; the primary contact where that is a place. */
  external: Placed | null;
  /** The contact whose phone is the report's `from`; the oldest by `reported_date` where several have it. */
  phone: Placed | null;
}

/** A report that came before. */
export interface Earlier {
  report: Report;
  sender: Placed | null;
  subject: Subject;
}

/** Whether any report without errors, other than the one that is settled, has these answers. */
export interface Question {
  /** Fields with the values wanted; texts are compared without case and blanks around them. */
  fields: Readonly<Record<string, string>>;
  /** Only reports of this form. */
  form?: string;
  /** Only reports made at this moment or later. */
  since?: Ms;
  /**
   * Only reports made before the one that is settled: of two that are alike the first then stands, whenever which is
   * settled.
   */
  before?: boolean;
}

/** Reports to compare with. */
export interface ReportsAsked {
  /** Of these forms; of any when not given. */
  forms?: readonly string[];
  /** Only those made at this moment or later. */
  since?: Ms;
  /** Only those made at this moment or before. */
  until?: Ms;
  /** Only those whose sender stands right below this place. */
  parent?: string;
  /** At most so many, the newest first. @default 100 */
  limit?: number;
}

/** What must be looked up before a rule can run, besides what the document itself names. */
export interface Needs {
  /** Causes for which a short code is reserved: the id of the contact that will have it. */
  codes?: readonly string[];
  /** Short codes or ids of contacts. */
  contacts?: readonly string[];
  answers?: readonly Question[];
  /** Phones of which it is asked whether a contact has them, as stored. */
  phones?: readonly string[];
  reports?: readonly ReportsAsked[];
  /**
   * False where a rule that reads `registrations` can do without for this document: then there are none.
   * @default true
   */
  registrations?: boolean;
}

/** Runs expressions of the settings where they reach nothing but what they are given, and no longer than they may. */
export interface Sandbox {
  /**
   * The value of an expression, such as `doc.fields.lmp > 4`, with these names. Values go in and come out as JSON.
   * @throws AppError `settings/expression` when it cannot be read, throws, or takes too long
   */
  evaluate(expression: string, names: Readonly<Record<string, unknown>>): unknown;
  /** What is wrong with an expression that cannot even be read; undefined when nothing is. */
  faultOf(expression: string): string | undefined;
}

/** What follows from a document. The engine carries it out; a rule only says it. */
export type Effect = Create | Change | Note | Silence | Cascade | Queue;

/** A new document, with an id made from its cause. It is settled in its turn. */
export interface Create {
  do: 'create';
  doc: Doc;
}

/** A changed document. `apply` gives the wanted revision for the newest one; given its own result it gives it back. */
export interface Change {
  do: 'change';
  id: string;
  apply: (doc: Doc) => Doc;
}

/** A changed infodoc of a document; when there was none, `apply` is given a new one. */
export interface Note {
  do: 'note';
  id: string;
  apply: (info: InfoDoc) => InfoDoc;
}

/** A document of the sentinel's own database that a timed job works off. */
export interface Queue {
  do: 'queue';
  /** Such as `task:outbound:<id of the document>`. */
  id: string;
  /** The document wanted, for the newest that stands there; null when there is none. */
  apply: (queued: Doc | null) => Doc;
}

/** The scheduled messages of every registration about one contact are silenced, or come back. */
export interface Silence {
  do: 'silence';
  contact: Contact;
  /** Null when they come back. */
  by: MutedBy | null;
}

/** A mute or unmute of a tree of contacts. */
export interface Cascade {
  do: 'cascade';
  event: MutingEvent;
  policy: UnmutePolicy;
  /** Whether a device carried it out already. */
  onDevice: boolean;
  /** The report with the reporter's answer, by the event type that it came to. */
  answer: (eventType: string, timestamp: Iso) => (doc: Doc) => Doc;
}

export const create = (doc: Doc): Create => ({ do: 'create', doc });
export const change = <T extends Doc = Doc>(id: string, apply: (doc: T) => T): Change => ({
  do: 'change',
  id,
  apply: apply as unknown as (doc: Doc) => Doc,
});
export const queue = (id: string, apply: (queued: Doc | null) => Doc): Queue => ({ do: 'queue', id, apply });
export const note = (id: string, apply: (info: InfoDoc) => InfoDoc): Note => ({ do: 'note', id, apply });

/** What kind of document a rule is about. */
export interface Subjects {
  report: Report;
  contact: Contact;
}

/**
 * A rule: what it is about, which facts it needs, and what follows. It is a plain function of these: it never awaits,
 * and never reads a clock, a setting, a database or a log.
 */
export interface Rule<On extends keyof Subjects = keyof Subjects, Reads extends keyof Facts = keyof Facts> {
  /** Name of the transition under which its run is recorded and by which `settings.transitions` turns it on. */
  name: string;
  on: On;
  /** Whether it runs once per document, whatever is edited later. */
  once?: boolean;
  /**
   * Whether only the sentinel runs it; all others run in the api too, before an incoming message is stored
   * (`sentinel.md` §2.3).
   */
  sentinelOnly?: boolean;
  /** Whether it answers with a cascade: then the infodocs of the subject and of the places above it are on the desk. */
  tree?: boolean;
  /**
   * What is to be looked up besides what the document names. Asked with the document as earlier rules left it where
   * that is known.
   */
  needs?: (doc: Subjects[On], settings: Settings, now: Ms, words: Words) => Needs;
  reads: readonly Reads[];
  /** Cheap test on the document alone: facts are gathered only for documents that concern the rule. */
  concerns: (doc: Subjects[On], settings: Settings) => boolean;
  /** Effects; null when on a closer look the rule does not apply, so that no run is recorded. */
  run: (doc: Subjects[On], facts: Pick<Facts, Reads>) => Effect[] | null;
}

/** Declares a rule; any fact that is not named in `reads` does not compile. */
export const rule = <On extends keyof Subjects, Reads extends keyof Facts>(
  declared: Rule<On, Reads>,
): Rule<On, Reads> => declared;

/** Rules of all kinds in one list. */
export type AnyRule = Rule<'report'> | Rule<'contact'>;

/** A declared rule as one of a list: it is handed at least what it reads. */
export const listed = <On extends keyof Subjects, Reads extends keyof Facts>(declared: Rule<On, Reads>): AnyRule =>
  declared as unknown as AnyRule;
