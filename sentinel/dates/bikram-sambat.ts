import { dateConfigMap } from 'nepali-date-converter';

/** A day as year, month (1 for the first) and day of the month, of whichever calendar. */
export type Day = readonly [year: number, month: number, day: number];

/** 1 Baisakh 2000, the first day that the table of the library knows, is 14 April 1943. */
const firstYear = 2000;
const firstDay = Date.UTC(1943, 3, 14);
const oneDay = 86_400_000;

/**
 * Lengths of the months of a year of Bikram Sambat, in days; undefined for years that the library does not know (2000
 * to 2090).
 */
const monthsOf = (year: number): number[] | undefined => {
  const months = (dateConfigMap as Record<string, Record<string, number>>)[String(year)];
  return months && Object.values(months);
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/**
 * The day of our calendar that a day of Bikram Sambat is; undefined for one that there is not, or that lies outside
 * 2000 to 2090. Counted by hand from the library's table of months: its own conversion goes through the zone of the
 * machine.
 */
export const fromBikramSambat = ([year, month, day]: Day): Day | undefined => {
  const months = monthsOf(year);
  const length = Number.isInteger(month) ? months?.[month - 1] : undefined;
  if (!months || length === undefined || !Number.isInteger(day) || day < 1 || day > length) return undefined;
  let days = sum(months.slice(0, month - 1)) + day - 1;
  for (let before = firstYear; before < year; before += 1) days += sum(monthsOf(before)!);
  const at = new Date(firstDay + days * oneDay);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
};

/** The day of Bikram Sambat that a day of our calendar is; undefined outside the years that the library knows. */
export const toBikramSambat = ([year, month, day]: Day): Day | undefined => {
  let left = Math.round((Date.UTC(year, month - 1, day) - firstDay) / oneDay);
  if (left < 0) return undefined;
  for (let at = firstYear; ; at += 1) {
    const months = monthsOf(at);
    if (!months) return undefined;
    for (const [index, length] of months.entries()) {
      if (left < length) return [at, index + 1, left + 1];
      left -= length;
    }
  }
};

/** The months of Bikram Sambat, as they are written in Nepal. */
export const bikramMonths = [
  'बैशाख',
  'जेठ',
  'असार',
  'साउन',
  'भदौ',
  'असोज',
  'कार्तिक',
  'मंसिर',
  'पौष',
  'माघ',
  'फाल्गुन',
  'चैत',
];
const devanagari = (number: number): string => String(number).replace(/\d/g, digit => '०१२३४५६७८९'[Number(digit)]!);

/** A day of our calendar as it is written in Nepal, such as २५ भदौ २०७३; undefined where the years are not known. */
export const bikramSambatText = (day: Day): string | undefined => {
  const [year, month, date] = toBikramSambat(day) ?? [];
  return year && month && date ? `${devanagari(date)} ${bikramMonths[month - 1]} ${devanagari(year)}` : undefined;
};
