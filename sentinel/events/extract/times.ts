import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ParsedResult } from 'chrono-node/en';

/** A clock time as it was written, with the day where that was written with it. */
export interface FoundTime {
  at: number;
  length: number;
  hour: number;
  minute: number;
  /** The time until which it lasts. */
  end?: { hour: number; minute: number };
  /** Whether morning or evening was said, or it can only be one of them. */
  isClear: boolean;
  /** Day and month, and the year where it was written. */
  date?: { day: number; month: number; year?: number };
}

/** A day that was written without a time. */
export interface FoundDate {
  at: number;
  length: number;
  date: { day: number; month: number; year?: number };
}

/** What was found of times in a text. */
export interface FoundTimes {
  times: FoundTime[];
  dates: FoundDate[];
}

type Parse = (text: string, reference: { instant: Date; timezone: number }) => ParsedResult[];

const dateIn = ({ start }: ParsedResult): FoundDate['date'] | undefined =>
  start.isCertain('day') && start.isCertain('month')
    ? {
        day: start.get('day')!,
        month: start.get('month')!,
        ...(start.isCertain('year') ? { year: start.get('year')! } : {}),
      }
    : undefined;

const morningOrEvening = /(?<!\p{L})[ap]\.?\s?m(?!\p{L})|\bnoon\b|\bmidi\b/iu;
/** Words behind a time by which the packs do not always go: the Spanish one reads `las 5 de la tarde` as 05:00. */
const said = {
  morning: /^\s*(?:du matin|de la mañana|da manhã|morgens|vormittags|asubuhi)/iu,
  evening: /^\s*(?:de l[’']après-midi|du soir|de la (?:tarde|noche)|da (?:tarde|noite)|nachmittags|abends)/iu,
};
const hourOfDay = /(?<!\d)(?:0\d|1[3-9]|2[0-3])\s?(?:[:.hH]|uhr|$)/iu;

/** Whether a time can be meant in one way only. */
const isClear = (text: string, { start }: ParsedResult): boolean =>
  morningOrEvening.test(text) ||
  start.get('hour')! >= 13 ||
  hourOfDay.test(text.trim()) ||
  /\d{4}-\d{2}-\d{2}T/i.test(text);

/** Where morning or evening is said at a time, or right behind it. */
const partOfDay = (whole: string, { index, text }: ParsedResult): 'morning' | 'evening' | undefined => {
  const digits = /\d(?!.*\d)/su.exec(text)?.index ?? text.length - 1;
  const behind = whole.slice(index + digits + 1, index + text.length + 24).replace(/^\s*(?:h|uhr)\b/iu, '');
  return said.morning.test(behind) ? 'morning' : said.evening.test(behind) ? 'evening' : undefined;
};

/** A time of the pack, if it is a clock time: neither a length nor one counted from now. */
const timeOf = (whole: string, result: ParsedResult): FoundTime | undefined => {
  const { start, end, index: at, text } = result;
  if (!start.isCertain('hour') || start.tags().has('result/relativeDateAndTime')) return undefined;
  const part = partOfDay(whole, result);
  const [written, minute] = [start.get('hour')!, start.get('minute') ?? 0];
  const hour = part === 'evening' && written < 12 ? written + 12 : written;
  const date = dateIn(result);
  return {
    ...{ at, length: text.length, hour, minute, isClear: part !== undefined || isClear(text, result) },
    ...(end?.isCertain('hour') ? { end: { hour: end.get('hour')!, minute: end.get('minute') ?? 0 } } : {}),
    ...(date ? { date } : {}),
  };
};

const overlaps = (a: { at: number; length: number }, b: { at: number; length: number }): boolean =>
  a.at < b.at + b.length && b.at < a.at + a.length;

/**
 * Clock times and dates in a text, by the packs of several languages: what two of them see at one place is one, as the
 * one says that sees more of it.
 * @param offset minutes of the venue's clock from UTC at that moment
 */
export const findTimes = (text: string, finders: readonly Parse[], now: Ms, offset: number): FoundTimes => {
  const [times, dates]: [FoundTime[], FoundDate[]] = [[], []];
  for (const parse of finders)
    for (const result of parse(text, { instant: new Date(now), timezone: offset })) {
      const time = timeOf(text, result);
      const date = dateIn(result);
      if (time) {
        const other = times.findIndex(one => overlaps(one, time));
        if (other === -1) times.push(time);
        else if (times[other]!.length < time.length) times[other] = time;
      } else if (date && !result.start.tags().has('result/relativeDate'))
        dates.push({ at: result.index, length: result.text.length, date });
    }
  return {
    times: times.sort((a, b) => a.at - b.at),
    dates: dates.filter(
      (date, index) =>
        !times.some(time => overlaps(time, date)) && !dates.slice(0, index).some(other => overlaps(other, date)),
    ),
  };
};
