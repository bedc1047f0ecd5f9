import type { Field } from '@rounds/sentinel/forms/filling.ts';
import type { Around } from '../../data/forms/around.ts';

/** A question as it is put to somebody. */
export interface Asked {
  field: Field;
  around: Around;
  /** What is wrong with the answer, in words; '' for nothing to say. */
  fault: string;
  /** What was typed and is no answer of its kind yet; undefined where the answer stands as it is. */
  typed: string | undefined;
  /** Answers it; '' takes the answer back. */
  say(value: string): void;
  /** What somebody is typing, which may be half a number. */
  type(text: string): void;
  /** Somebody has finished with it. */
  left(): void;
}

/** Whether the form wants a question to look so. */
export const looks = ({ appearances }: Field, ...any: string[]): boolean =>
  any.some(look => appearances.includes(look));
