import { bikramSambatText } from '../../dates/bikram-sambat.ts';
import type { FormFunction } from './argument.ts';
import { dateOf } from './dates.ts';

/** `cht:strip-whitespace(text)`: without any blanks, those within included. */
const stripWhitespace: FormFunction = {
  takes: [1, 1],
  run: ([text]) => (text?.text ?? '').replace(/\s/g, ''),
};

/** `cht:validate-luhn(text, length?)`: whether the last digit is the check digit of those before it. */
const validateLuhn: FormFunction = {
  takes: [1, 2],
  run: ([text, length]) => {
    const digits = text?.text ?? '';
    const wanted = length && length.text.trim() !== '' ? length.number : digits.length;
    if (!/^\d+$/.test(digits) || digits.length !== wanted) return false;
    const sum = [...digits].reverse().reduce((total, digit, at) => {
      const doubled = Number(digit) * (at % 2 === 1 ? 2 : 1);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return sum % 10 === 0;
  },
};

/** `to-bikram-sambat(date)`: the day as it is written in Nepal; empty where it is none. */
const toBikramSambat: FormFunction = {
  takes: [1, 1],
  run: ([day]) => {
    const date = day ? dateOf(day) : null;
    return (date && bikramSambatText([date.getFullYear(), date.getMonth() + 1, date.getDate()])) ?? '';
  },
};

/** Functions of CHT that make texts or judge them. */
export const textFunctions: Readonly<Record<string, FormFunction>> = {
  'strip-whitespace': stripWhitespace,
  'validate-luhn': validateLuhn,
  'to-bikram-sambat': toBikramSambat,
};
