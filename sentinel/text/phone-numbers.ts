import type { Settings } from '@rounds/config/settings/settings.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import { type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { plainDigits } from './digits.ts';

/** What of the settings decides about phone numbers. */
export type PhoneSettings = Pick<Settings, 'phone_validation' | 'default_country_code'>;

/** Longer ones exist nowhere; a longer text is not looked at (ITU E.164 allows 15 digits). */
const longest = 40;

const sound = (number: PhoneNumber | undefined, { phone_validation: strictness }: PhoneSettings): boolean =>
  number !== undefined && (strictness === 'full' ? number.isValid() : number.isPossible());

/** The number that a text stands for; 00 at its beginning is also tried as the plus sign. */
const parse = (text: string, settings: PhoneSettings): string | undefined => {
  if (text.length > longest) return undefined;
  const code = settings.default_country_code;
  const tries = [text, ...(text.startsWith('00') ? [`+${text.slice(2)}`] : [])];
  for (const each of tries) {
    const number = parsePhoneNumberFromString(each, {
      extract: false,
      ...(code === undefined ? {} : { defaultCallingCode: code }),
    });
    if (sound(number, settings)) return number!.number;
  }
  return undefined;
};

/** Digits with the sign before them, of a text that has nothing but these and what people write between them. */
const bare = (text: string): string => (/^\+?[\d\s().\-/]+$/.test(text) ? text.replace(/[^\d+]/g, '') : text);

/**
 * A phone number as it is stored and compared: E.164, such as `+254712345678`, where it is a number by
 * `phone_validation` (`full`: of a length and beginning that its country has; `partial` and `none`: of a length that
 * its country has), read with `default_country_code` where it names no country. Else its digits as sent, or the text
 * itself where it has others than digits: names of senders, short codes and addresses of chats stay what they are.
 */
export const normalPhone = (text: string, settings: PhoneSettings): string => {
  if (isChatAddress(text)) return text;
  const plain = plainDigits(text);
  return parse(plain, settings) ?? bare(plain);
};

/**
 * Whether a text is a phone number by `phone_validation`; with `none`, any text that has digits is. The address of a
 * chat never is one.
 */
export const isPhone = (text: string, settings: PhoneSettings): boolean => {
  if (isChatAddress(text)) return false;
  const plain = plainDigits(text);
  return settings.phone_validation === 'none' ? /^\+?\d+$/.test(bare(plain)) : parse(plain, settings) !== undefined;
};

/** Whether two texts are the same number, however they are written. Nothing is never the same as nothing. */
export const samePhone = (one: string | undefined, other: string | undefined, settings: PhoneSettings): boolean =>
  !!one && !!other && normalPhone(one, settings) === normalPhone(other, settings);
