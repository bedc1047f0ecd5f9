import type { Warning } from './repair/warning.ts';

/** A question, a note or a group of a form as it stands now. */
export interface Field {
  id: string;
  /** Path from the root, such as `/mute/reason`. */
  path: string;
  kind:
    | 'text'
    | 'int'
    | 'decimal'
    | 'date'
    | 'one'
    | 'many'
    | 'note'
    | 'trigger'
    | 'group'
    | 'repeat'
    | 'instance'
    | 'contact'
    | 'unsupported';
  label: string;
  /** The label with its emphasis and headings. */
  rich: readonly Rich[];
  hint: string;
  /** The answer as text; for `many` the values chosen, parted by spaces. */
  value: string;
  options: readonly { value: string; label: string; rich?: readonly Rich[] }[];
  required: boolean;
  readonly: boolean;
  multiline: boolean;
  /** How the form wants it to look, such as `field-list`, `h1`, `red`. */
  appearances: readonly string[];
  /** Whom one can choose from; for `contact` alone. */
  choosing: Choosing | undefined;
  /** Whether the form itself says how often a repeat comes, so that nobody adds or removes any. */
  fixed: boolean;
  /**
   * Why the answer is not accepted: `required`, `constraint`, or undefined; with the form's own words where it has
   * some.
   */
  fault: { kind: 'required' | 'constraint'; words: string } | undefined;
  children: readonly Field[];
}

/** Whom a question for a contact lets choose from. */
export interface Choosing {
  /** Types of contacts; empty for all. */
  types: readonly string[];
  /** Only those below the contact whom the form is about. */
  below: boolean;
  /** Whether the fields beside the question take over what they find in the contact chosen. */
  fills: boolean;
}

/** A piece of formatted text. */
export type Rich = { text: string } | { tag: string; inner: readonly Rich[]; colour?: string; href?: string };

/** A question that had to be answered, and could not be on this device. */
export interface Unanswered {
  path: string;
  /** Of what kind it is: a type such as `geopoint`, or `hidden` where the form does not show it. */
  reason: string;
}

/** A value put into several fields at once: text, or values by the names of fields. */
export type Put = string | number | boolean | null | undefined | { readonly [name: string]: unknown };

/** A form being filled in: all that a screen or a chat sees of the form engine. */
export interface Filling {
  /** Whether the form is filled in page by page. */
  readonly paged: boolean;
  /** Questions that are to be shown now, in order. */
  fields(): readonly Field[];
  /**
   * Answers a question.
   * @returns false when the text is no answer of its kind (a word for a number): then it counts as blank
   */
  answer(id: string, value: string): boolean;
  /**
   * Puts what is known of a contact into the fields beside the question that chose it: those of the same names, within
   * groups too, the question itself excepted.
   */
  fillBeside(id: string, values: { readonly [name: string]: unknown }): void;
  /** Adds an instance to a repeat. */
  add(id: string): void;
  /** Removes an instance of a repeat. @param at counted from 0 */
  remove(id: string, at: number): void;
  /** Ids of questions whose answers are missing or not allowed. */
  faults(): string[];
  /** Questions that had to be answered and cannot be: they never keep a form from being saved. */
  unanswered(): Unanswered[];
  /** Answers as XML; one that is not relevant is left out. */
  xml(): string;
  /** All that was answered, also what is not relevant at present, to go on with later. */
  draft(): string;
  /** What could not be taken as the form has it. */
  warnings(): Warning[];
  /** Whether code of the programme is still at work on some answer. */
  waiting(): boolean;
  /** Shows the form in a language, or the nearest it has. */
  speak(language: string): void;
}
