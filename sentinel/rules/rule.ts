import type { UnmutePolicy } from '@rounds/config/sections/muting.ts';
import type { Settings } from '@rounds/config/settings.ts';
import type { Words } from '@rounds/config/words.ts';
import type { Contact, MutedBy } from '@rounds/ddocs/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/doc.ts';
import type { InfoDoc, MutingEvent } from '@rounds/ddocs/infodocs.ts';
import type { Report } from '@rounds/ddocs/reports.ts';
import type { Placed } from './submission.ts';

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
}

/** What follows from a document. The engine carries it out; a rule only says it. */
export type Effect = Create | Change | Note | Silence | Cascade;

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
export const note = (id: string, apply: (info: InfoDoc) => InfoDoc): Note => ({ do: 'note', id, apply });

/** What kind of document a rule is about. */
export interface Subjects {
  report: Report;
  contact: Contact;
}

/**
 * A rule: what it is about, which facts it needs, and what follows. It is a plain function of these: it never awaits, and never
 * reads a clock, a setting, a database or a log.
 */
export interface Rule<On extends keyof Subjects = keyof Subjects, Reads extends keyof Facts = keyof Facts> {
  /** Name of the transition under which its run is recorded and by which `settings.transitions` turns it on. */
  name: string;
  on: On;
  /** Whether it runs once per document, whatever is edited later. */
  once?: boolean;
  reads: readonly Reads[];
  /** Cheap test on the document alone: facts are gathered only for documents that concern the rule. */
  concerns: (doc: Subjects[On], settings: Settings) => boolean;
  /** Effects; null when on a closer look the rule does not apply, so that no run is recorded. */
  run: (doc: Subjects[On], facts: Pick<Facts, Reads>) => Effect[] | null;
}

/** Declares a rule; any fact that is not named in `reads` does not compile. */
export const rule = <On extends keyof Subjects, Reads extends keyof Facts>(declared: Rule<On, Reads>): Rule<On, Reads> => declared;

/** Rules of all kinds in one list. */
export type AnyRule = Rule<'report'> | Rule<'contact'>;

/** A declared rule as one of a list: it is handed at least what it reads. */
export const listed = <On extends keyof Subjects, Reads extends keyof Facts>(declared: Rule<On, Reads>): AnyRule =>
  declared as unknown as AnyRule;
