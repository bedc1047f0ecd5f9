import type { SmsForm } from '@rounds/config/sections/forms.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { withoutZeroWidth } from '../text/digits.ts';

/** What a text says of its form, and what it says besides. */
export interface Coded {
  /** Code of the form, in capitals; undefined where the text begins with none. */
  code: string | undefined;
  /** The form; undefined where there is none of this code. */
  form: SmsForm | undefined;
  /** How the answers are written: `1` one after the other, `J1` by label, as text, or in a way that nobody knows. */
  written: 'text' | 'positional' | 'labelled-pairs' | 'unknown';
  /** The text after the code and the separators that follow it. */
  rest: string;
}

/** A form by its code, whatever its case. */
export const formNamed = ({ forms }: Pick<Settings, 'forms'>, code: string): SmsForm | undefined => {
  if (Object.hasOwn(forms, code)) return forms[code];
  return Object.entries(forms).find(([key]) => key.toUpperCase() === code)?.[1];
};

/**
 * A form code as it is stored, in capitals, and its form. Keyboards of East Asia write letters and digits in full
 * width: where there is no form of such a code, it is read as if it were written in plain ones.
 */
export const codeAndForm = (
  text: string,
  settings: Pick<Settings, 'forms'>,
): { code: string; form: SmsForm | undefined } => {
  const code = text.trim().toUpperCase();
  const form = formNamed(settings, code);
  const plain = code.normalize('NFKC').toUpperCase();
  const plainForm = form || plain === code ? undefined : formNamed(settings, plain);
  return plainForm ? { code: plain, form: plainForm } : { code, form };
};

const structured = /^\s*(\p{L}?[0-9])!([^!]+)!([\s\S]*)$/u;
const leading = /^\s*([^\s!\-,:#]+)[\s!\-,:#]*([\s\S]*)$/;
const between = /^[^!]*!([^!]+)![\s!\-,:#]*([\s\S]*)$/;

const parsers: Record<string, Coded['written']> = { '1': 'positional', J1: 'labelled-pairs' };

const coded = (code: string, rest: string, written: Coded['written'], settings: Settings): Coded => {
  if (code.trim() === '') return { code: undefined, form: undefined, written, rest };
  return { ...codeAndForm(code, settings), written, rest };
};

const read = (text: string, settings: Settings): Coded => {
  const found = structured.exec(text);
  if (found) return coded(found[2]!, found[3]!, parsers[found[1]!.toUpperCase()] ?? 'unknown', settings);
  const [, code = '', rest = ''] = leading.exec(text) ?? [];
  const begun = coded(code, rest, 'text', settings);
  const marked = begun.form ? null : between.exec(text);
  const other = marked && coded(marked[1]!, marked[2]!, 'text', settings);
  return other?.form ? other : begun;
};

/**
 * The form code of a text: of a Muvuku message (`1!CODE!...`) the second part; else the leading run
 * of characters other than blanks and `! - , : #`; else, where that is no form, what stands between the first two
 * exclamation marks. Where none is a form, the text is read again without characters that take no room.
 *
 * CHT takes what stands between two exclamation marks first, so that `V 12345 Hi! Well done!` has no form there, and
 * reads `1!P!` as a text with the name `1!P!` (QUIRK); here that is a Muvuku message without answers.
 */
export const codedIn = (text: string, settings: Settings): Coded => {
  const found = read(text, settings);
  if (found.form) return found;
  const again = read(withoutZeroWidth(text), settings);
  return again.form ? again : found;
};
