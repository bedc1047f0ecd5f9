import type { Day } from '@rounds/sentinel/dates/bikram-sambat.ts';

const signs = '०१२३४५६७८९';

/** Digits as they are written in Nepal. */
export const dayOf = (text: string): string => text.replace(/\d/g, digit => signs[Number(digit)]!);

/** Digits of either script as ours; '' for anything else. */
export const digitsIn = (text: string): string => {
  const plain = text.trim().replace(/[०-९]/g, sign => String(signs.indexOf(sign)));
  return /^\d+$/.test(plain) ? String(Number(plain)) : '';
};

/** The day of an answer such as `2026-03-04`; undefined where it is none. */
export const dayIn = (text: string): Day | undefined => {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})/.exec(text) ?? [];
  return year ? [Number(year), Number(month), Number(day)] : undefined;
};
