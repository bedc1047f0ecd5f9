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
    | 'time'
    | 'dateTime'
    | 'geopoint'
    | 'geotrace'
    | 'geoshape'
    | 'range'
    | 'rank'
    | 'file'
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
  richHint: readonly Rich[];
  /** Pictures and sounds of the label. */
  media: Media;
  /** The answer as text; for `many` the values chosen, parted by spaces. */
  value: string;
  options: readonly Option[];
  required: boolean;
  readonly: boolean;
  multiline: boolean;
  /** How the form wants it to look, such as `field-list`, `h1`, `red`. */
  appearances: readonly string[];
  /** Whom one can choose from; for `contact` alone. */
  choosing: Choosing | undefined;
  /** Of what kind the answer is, by the form: `tel`, `barcode`, `db:person`; '' where it does not say. */
  type: string;
  /** What the form says of the question in attributes of its own, such as `unique_tel` or `duration`. */
  extras: Readonly<Record<string, string>>;
  /** Between what a number lies, and in which steps; for `range` alone. */
  bounds: Bounds | undefined;
  /** Which files it takes, such as `image/*`; for `file` alone. */
  accept: string;
  /**
   * Why nobody can answer it here: the form does not let anybody (`readonly`), or the app cannot ask (the kind of the
   * question); '' where somebody can. Such a question never keeps a form from being saved.
   */
  closed: string;
  /** What could not be taken of the question as the form has it. */
  warnings: readonly string[];
  /** Whether the form itself says how often a repeat comes, so that nobody adds or removes any. */
  fixed: boolean;
  /**
   * Why the answer is not accepted: `required`, `constraint`, or undefined; with the form's own words where it has
   * some.
   */
  fault: { kind: 'required' | 'constraint'; words: string } | undefined;
  children: readonly Field[];
}

/** One of the choices of a question. */
export interface Option {
  value: string;
  label: string;
  rich?: readonly Rich[];
  media: Media;
}

/** Pictures and sounds beside words, by their address in the form, such as `jr://images/cough.png`. */
export interface Media {
  image?: string;
  audio?: string;
  video?: string;
}

/** Between what a number lies. */
export interface Bounds {
  min: number;
  max: number;
  step: number;
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

/** A contact that a question holds, or that the form has calculated for it. */
export interface ChosenContact {
  id: string;
  path: string;
  /** Id of the contact; '' for none. */
  value: string;
  fills: boolean;
}

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
  /** Questions for a contact that count, also those that nobody sees: what they choose loads its fields beside them. */
  contacts(): ChosenContact[];
  /** Adds an instance to a repeat. */
  add(id: string): void;
  /** Removes an instance of a repeat. @param at counted from 0 */
  remove(id: string, at: number): void;
  /** Ids of questions whose answers are missing or not allowed. */
  faults(): string[];
  /** Says that a question cannot be answered on this device, and why: it no longer keeps the form from being saved. */
  giveUp(id: string, reason: string): void;
  /**
   * Says in words why this device does not take the answer that a question has now, such as the phone number of
   * somebody else; '' takes it. Another answer is looked at anew.
   */
  refuse(id: string, words: string): void;
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
