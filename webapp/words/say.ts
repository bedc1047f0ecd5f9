import { locale as language, t } from './words.ts';

/** The language for dates and numbers: day before month in English too, as in most places where it is spoken. */
const locale = () => (language() === 'en' ? 'en-GB' : language());

/**
 * Keeps what was made for each language and choice: making a formatter costs a slow phone more than drawing the row it
 * is for.
 */
const once = <Options, Formatter>(
  make: (locale: string, options: Options) => Formatter,
): ((options: Options) => Formatter) => {
  const made = new Map<string, Formatter>();
  return options => {
    const key = `${locale()} ${JSON.stringify(options)}`;
    const known = made.get(key);
    if (known) return known;
    const fresh = make(locale(), options);
    made.set(key, fresh);
    return fresh;
  };
};
const dates = once((lang: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(lang, options));
const relatives = once(
  (lang: string, options: Intl.RelativeTimeFormatOptions) => new Intl.RelativeTimeFormat(lang, options),
);
const numbers = once((lang: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(lang, options));

/** A day in words, such as `3 Aug 2026`; the year only when it is not this one. @param now ms, for the year. */
export const day = (at: number | string | undefined, now: number): string => {
  const date = new Date(at ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return '';
  const year = date.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  return dates({ day: 'numeric', month: 'short', ...year }).format(date);
};

/** A day in full, such as `Monday, 30 November`. */
export const longDay = (at: number): string =>
  dates({ weekday: 'long', day: 'numeric', month: 'long' }).format(new Date(at));

/** A day with the time, such as `3 Aug, 14:05`. */
export const moment = (at: number | string | undefined, now: number): string => {
  const date = new Date(at ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return '';
  return `${day(date.getTime(), now)}, ${clockTime(date.getTime())}`;
};

/** The time of day, such as `14:05`. */
export const clockTime = (at: number): string => dates({ hour: '2-digit', minute: '2-digit' }).format(new Date(at));

/** A moment as lists show it: the time today, the weekday this week, else the day. */
export const shortly = (at: number, now: number): string => {
  const today = new Date(now).setHours(0, 0, 0, 0);
  if (at >= today) return clockTime(at);
  if (at >= today - 6 * 86_400_000) return dates({ weekday: 'short' }).format(new Date(at));
  return day(at, now);
};

/** A day as a heading between messages: today, yesterday, else the weekday and the day. */
export const dayHeading = (at: number, now: number): string => {
  const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date(now).setHours(12, 0, 0, 0)) / 86_400_000);
  const relative = relatives({ numeric: 'auto' }).format(days, 'day');
  const year = new Date(at).getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' as const };
  // Each language has its own sign between weekday and day, or none.
  const words =
    days === 0 || days === -1
      ? relative
      : dates({ weekday: 'long', day: 'numeric', month: 'short', ...year }).format(at);
  return words.replace(/^./u, first => first.toLocaleUpperCase(locale()));
};

/** How long ago, in words: `just now`, `5 minutes ago`, `yesterday`, or the day. */
export const ago = (at: number, now: number): string => {
  const seconds = Math.round((at - now) / 1000);
  const relative = relatives({ numeric: 'auto' });
  if (seconds > -45) return t('time.now');
  if (seconds > -3600) return relative.format(Math.round(seconds / 60), 'minute');
  if (seconds > -86_400) return relative.format(Math.round(seconds / 3600), 'hour');
  if (seconds > -7 * 86_400) return relative.format(Math.round(seconds / 86_400), 'day');
  return day(at, now);
};

/** Age in words from a date of birth: years, months below two years, and days below two months. */
export const age = (born: string | undefined, now: number): string => {
  const date = new Date(born ?? Number.NaN);
  if (Number.isNaN(date.getTime())) return '';
  const today = new Date(now);
  const months =
    (today.getFullYear() - date.getFullYear()) * 12 +
    today.getMonth() -
    date.getMonth() -
    (today.getDate() < date.getDate() ? 1 : 0);
  if (months < 2) {
    const days = Math.floor((new Date(now).setHours(12) - new Date(date).setHours(12)) / 86_400_000 + 0.1);
    return t('time.days', { count: Math.max(0, days) });
  }
  return months < 24 ? t('time.months', { count: months }) : t('time.years', { count: Math.floor(months / 12) });
};

/** A size in words, such as `4.2 MB`. */
export const bytes = (size: number): string => {
  const [unit, divisor] =
    size < 1e6
      ? (['kilobyte', 1e3] as const)
      : size < 1e9
        ? (['megabyte', 1e6] as const)
        : (['gigabyte', 1e9] as const);
  return numbers({ style: 'unit', unit, maximumFractionDigits: 1 }).format(size / divisor);
};

/**
 * Several facts on one line, those that are missing left out. Each is isolated from the others: otherwise a phone
 * number or a name changes places with the words beside it where those are written the other way (Unicode TR 9, FSI and
 * PDI).
 */
export const inLine = (facts: readonly (string | undefined)[]): string =>
  facts
    .filter(Boolean)
    .map(fact => `\u2068${fact}\u2069`)
    .join(' · ');

/** A number in the language chosen. */
export const number = (value: number): string => numbers({}).format(value);

/** How texts are put in order in the language on the screen; numbers in them by their value. */
export const wordOrder = (): ((a: string, b: string) => number) =>
  new Intl.Collator(locale(), { numeric: true }).compare;
