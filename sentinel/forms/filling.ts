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
    | 'unsupported';
  label: string;
  /** The label with its emphasis and headings. */
  rich: readonly Rich[];
  hint: string;
  /** The answer as text; for `many` the values chosen, parted by spaces. */
  value: string;
  options: readonly { value: string; label: string }[];
  required: boolean;
  readonly: boolean;
  multiline: boolean;
  /**
   * Why the answer is not accepted: `required`, `constraint`, or undefined; with the form's own words where it has
   * some.
   */
  fault: { kind: 'required' | 'constraint'; words: string } | undefined;
  children: readonly Field[];
}

/** A piece of formatted text. */
export type Rich = { text: string } | { tag: string; inner: readonly Rich[] };

/** A form being filled in: all that a screen or a chat sees of the form engine. */
export interface Filling {
  /** Questions that are to be shown now, in order. */
  fields(): readonly Field[];
  /**
   * Answers a question.
   * @returns false when the text is no answer of its kind (a word for a number): then it counts as blank
   */
  answer(id: string, value: string): boolean;
  /** Adds an instance to a repeat. */
  add(id: string): void;
  /** Removes an instance of a repeat. @param at counted from 0 */
  remove(id: string, at: number): void;
  /** Ids of questions whose answers are missing or not allowed. */
  faults(): string[];
  /** Answers as XML; what is not relevant is left out. */
  xml(): string;
  /** Shows the form in a language, or the nearest it has. */
  speak(language: string): void;
}
