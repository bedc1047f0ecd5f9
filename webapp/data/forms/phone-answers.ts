import type { Field, Filling } from '@rounds/sentinel/forms/filling.ts';
import { within } from '@rounds/sentinel/forms/pages.ts';
import type { PhoneSettings } from '@rounds/sentinel/text/phone-numbers.ts';
import type { People, Person } from '../people/people.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';

/** What it takes to look at phone numbers. */
interface Looking {
  people: Pick<People, 'rows'>;
  programme: Pick<PhoneProgramme, 'rawSettings'>;
}

/** Why a number is not taken, in words. */
export interface PhoneWords {
  invalid: () => string;
  /** @param name of the contact who has it */
  taken: (name: string) => string;
}

/** Whether a question asks for a phone number. */
export const asksForPhone = ({ kind, type, appearances }: Pick<Field, 'kind' | 'type' | 'appearances'>): boolean =>
  kind === 'text' && (type === 'tel' || appearances.includes('tel'));

/** Whether nobody else may have the number: forms of old say so by the type alone. */
const mustBeUnique = ({ type, extras }: Field): boolean =>
  type === 'tel' || /^(true|yes|true\(\))$/i.test(extras.unique_tel?.trim() ?? '');

/**
 * Takes phone numbers only where they are numbers, by the settings, and nobody else's where the form says so. What
 * stood there before anybody answered is let be: somebody else may have to mend it.
 * @param own id of the contact who is edited: the number may be hers
 * @param given whether what the form holds at first was typed by the person who fills it in, as in a draft
 * @returns looks at all of them; with `whole`, when nobody types any more, it writes them as they are stored, with the
 *   country
 */
export const phoneAnswers = (
  { people, programme }: Looking,
  filling: Pick<Filling, 'fields' | 'answer' | 'refuse'>,
  own: string,
  given: boolean,
  words: PhoneWords,
): ((whole: boolean) => Promise<void>) => {
  const asked = (): Field[] => within(filling.fields()).filter(asksForPhone);
  const before = new Map(given ? [] : asked().map(({ path, value }) => [path, value]));
  return async whole => {
    const fields = asked().filter(({ path, value }) => value !== '' && before.get(path) !== value);
    if (fields.length === 0) return;
    const { isPhone, normalPhone } = await import('@rounds/sentinel/text/phone-numbers.ts');
    const settings = phoneSettings(programme.rawSettings());
    for (const field of fields) {
      const { id, value } = field;
      const stored = normalPhone(value, settings);
      const known = isPhone(value, settings);
      const owner =
        known && mustBeUnique(field)
          ? ownerOf(people.rows(), stored, own, each => normalPhone(each, settings))
          : undefined;
      if (known && whole && stored !== value) filling.answer(id, stored);
      filling.refuse(id, known ? (owner ? words.taken(owner.name) : '') : words.invalid());
    }
  };
};

/** Somebody else who has a number. Its last digits are compared first: ten thousand numbers take long to be read. */
const ownerOf = (
  rows: readonly Person[],
  number: string,
  own: string,
  stored: (text: string) => string,
): Person | undefined => {
  const tail = (text: string): string => text.replace(/\D/g, '').slice(-6);
  const wanted = tail(number);
  return rows.find(({ id, phone }) => id !== own && phone && tail(phone) === wanted && stored(phone) === number);
};

/** What the settings say of phone numbers, unchecked. */
const phoneSettings = (raw: unknown): PhoneSettings => {
  const { phone_validation: strictness, default_country_code: code } = (raw ?? {}) as Record<string, unknown>;
  const digits = String(code ?? '').replace(/\D/g, '');
  return {
    phone_validation: strictness === 'partial' || strictness === 'none' ? strictness : 'full',
    default_country_code: digits || undefined,
  } as PhoneSettings;
};
