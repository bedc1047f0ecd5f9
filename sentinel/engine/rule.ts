import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from './desk.ts';
import type { Effect } from './effects.ts';
import type { Fact } from './fact.ts';
import type { Kind } from './kind.ts';

/** The facts that a rule names, each under the name by which the rule calls it. */
export type Reads<Of extends Doc> = Readonly<Record<string, Fact<Of, unknown, never>>>;

/** What facts are seen as: the settings, a sender. */
export type Seen<Named> = {
  readonly [Name in keyof Named]: Named[Name] extends Fact<never, infer Value, never> ? Value : never;
};

type QuestionOf<Named> = Named extends Fact<never, unknown, infer Question> ? Question : never;

/** What must be said for those facts that ask for it. */
export type Asked<Named> = {
  readonly [Name in keyof Named as [QuestionOf<Named[Name]>] extends [undefined] ? never : Name]: QuestionOf<
    Named[Name]
  >;
};

/** What is known without looking for anything. */
export type Known = Pick<Desk, 'settings' | 'words' | 'now'>;

/** `needs` of a rule: there, and complete, where a fact that it reads asks for it. */
export type Needs<Of extends Doc, Named> = keyof Asked<Named> extends never
  ? { needs?: never }
  : {
      /** Says to facts that ask for it what is to be looked up, for a document as earlier rules left it. */
      needs: (doc: Of, known: Known) => Asked<Named>;
    };

/**
 * A rule as it is declared: what it is about, which facts it needs, and what follows. It is a plain function of these:
 * it never awaits, and never reads a clock, a setting, a database or a log.
 */
export interface Declared<Of extends Doc, Named extends Reads<Of>> {
  /** No other rule is called so. */
  name: string;
  /**
   * Name of the transition under which its run is recorded, where that is another: several rules may be one transition
   * to whoever reads infodocs.
   */
  recordedAs?: string;
  on: Kind<Of>;
  /** Whether it runs once per document, whatever is edited later. */
  once?: boolean;
  /** Whether only the sentinel runs it; all others run in the api too, before an incoming message is stored. */
  sentinelOnly?: boolean;
  /** What it may see; nothing else compiles. */
  reads: Named;
  /** Cheap test on the document alone: facts are gathered only for documents that concern the rule. */
  concerns: (doc: Of, settings: Settings) => boolean;
  /** Effects; null when on a closer look the rule does not apply, so that no run is recorded. */
  run: (doc: Of, facts: Seen<Named>) => readonly Effect[] | null;
  /** The infodoc once the run is recorded: without what stood there only until then. */
  settled?: (info: InfoDoc) => InfoDoc;
}

/** A rule as the engine knows it: one of many, of any kind. */
export interface Rule {
  name: string;
  recordedAs: string;
  on: Kind;
  once: boolean;
  sentinelOnly: boolean;
  facts: readonly (readonly [name: string, fact: Fact<Doc, unknown, unknown>])[];
  needs: (doc: Doc, known: Known) => Readonly<Record<string, unknown>>;
  concerns: (doc: Doc, settings: Settings) => boolean;
  run: (doc: Doc, facts: Readonly<Record<string, unknown>>) => readonly Effect[] | null;
  settled: (info: InfoDoc) => InfoDoc;
}

/** Facts by name, as the engine knows them, with what is asked of them. */
export type Seeing = Pick<Rule, 'facts' | 'needs'>;

/** What is to be seen, declared as in a rule. */
export const seeing = ({ reads, needs = () => ({}) }: { reads: object; needs?: unknown }): Seeing =>
  ({ facts: Object.entries(reads), needs }) as Seeing;

/**
 * Declares a rule.
 *
 * Here types end: the engine hands each rule documents of its kind and the facts that it names, and nothing else. So
 * that holds which no compiler could see.
 */
export const rule = <Of extends Doc, Named extends Reads<Of>>(
  declared: Declared<Of, Named> & Needs<Of, Named>,
): Rule => {
  const { name, recordedAs = name, on, once = false, sentinelOnly = false, concerns, run } = declared;
  const { settled = (info: InfoDoc) => info } = declared;
  const erased = { on, concerns, run } as unknown as Pick<Rule, 'on' | 'concerns' | 'run'>;
  return { name, recordedAs, once, sentinelOnly, settled, ...erased, ...seeing(declared) };
};
