import { DateTime, type DateTimeFormatOptions } from 'luxon';

/**
 * What stands in a pattern of moment: text in brackets or behind a backslash, a token (the longest first), or one other
 * character.
 */
const parts =
  /\[([^\]]*)\]|\\(.)|(LTS|LT|L{1,4}|l{1,4}|Mo|M{1,4}|Qo|Q|DDDo|Do|D{1,4}|do|d{1,4}|wo|ww?|Wo|WW?|Y{6}|YYYY|YY|Y|gggg|gg|GGGG|GG|e|E|a|A|HH?|hh?|kk?|mm?|ss?|S{1,9}|x|X|zz?|ZZ?)|([\s\S])/g;

type Said = (at: DateTime) => string;
type Part = (at: DateTime) => number;

const byLuxon =
  (pattern: string): Said =>
  at =>
    at.toFormat(pattern);

const padded =
  (part: Part, length = 1): Said =>
  at =>
    String(part(at)).padStart(length, '0');

/** Saturday of the week that begins on Sunday: the year and number of the week are its. */
const saturday = (at: DateTime): DateTime => at.plus({ days: 6 - (at.weekday % 7) });
const isEnglish = ({ locale }: DateTime): boolean => /^en\b/i.test(locale ?? 'en');
const week: Part = at => (isEnglish(at) ? Math.ceil(saturday(at).ordinal / 7) : at.weekNumber);
const weekYear: Part = at => (isEnglish(at) ? saturday(at).year : at.weekYear);

/** A number as one of a row, in the languages that write it otherwise: 1st, 1er, 1º. */
const inRow =
  (part: Part): Said =>
  at => {
    const [value, language] = [part(at), (at.locale ?? 'en').split('-')[0]!];
    if (language === 'fr') return value === 1 ? '1er' : String(value);
    if (language === 'es' || language === 'pt') return `${value}º`;
    if (language !== 'en') return String(value);
    const isTeen = Math.floor((value % 100) / 10) === 1;
    return `${value}${(isTeen ? undefined : ['th', 'st', 'nd', 'rd'][value % 10]) ?? 'th'}`;
  };

/** As English has it, and other languages. */
const local =
  (english: string, options: DateTimeFormatOptions): Said =>
  at =>
    isEnglish(at) ? momentFormat(at, english) : at.toLocaleString(options);

const shortDay: DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };

const tokens: Readonly<Record<string, Said>> = {
  M: byLuxon('L'),
  MM: byLuxon('LL'),
  MMM: byLuxon('LLL'),
  MMMM: byLuxon('LLLL'),
  Mo: inRow(({ month }) => month),
  Q: byLuxon('q'),
  Qo: inRow(({ quarter }) => quarter),
  D: byLuxon('d'),
  DD: byLuxon('dd'),
  Do: inRow(({ day }) => day),
  DDD: byLuxon('o'),
  DDDD: byLuxon('ooo'),
  DDDo: inRow(({ ordinal }) => ordinal),
  d: padded(({ weekday }) => weekday % 7),
  do: inRow(({ weekday }) => weekday % 7),
  dd: at => [...at.toFormat('ccc')].slice(0, 2).join(''),
  ddd: byLuxon('ccc'),
  dddd: byLuxon('cccc'),
  e: padded(at => (isEnglish(at) ? at.weekday % 7 : at.weekday - 1)),
  E: byLuxon('c'),
  w: padded(week),
  ww: padded(week, 2),
  wo: inRow(week),
  W: byLuxon('W'),
  WW: byLuxon('WW'),
  Wo: inRow(({ weekNumber }) => weekNumber),
  Y: padded(({ year }) => year),
  YY: byLuxon('yy'),
  YYYY: byLuxon('yyyy'),
  YYYYYY: ({ year }) => `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`,
  gg: padded(at => weekYear(at) % 100, 2),
  gggg: padded(weekYear, 4),
  GG: byLuxon('kk'),
  GGGG: byLuxon('kkkk'),
  A: byLuxon('a'),
  a: at => at.toFormat('a').toLowerCase(),
  H: byLuxon('H'),
  HH: byLuxon('HH'),
  h: byLuxon('h'),
  hh: byLuxon('hh'),
  k: padded(({ hour }) => hour || 24),
  kk: padded(({ hour }) => hour || 24, 2),
  m: byLuxon('m'),
  mm: byLuxon('mm'),
  s: byLuxon('s'),
  ss: byLuxon('ss'),
  x: padded(at => at.toMillis()),
  X: padded(at => Math.floor(at.toSeconds())),
  z: at => at.offsetNameShort ?? '',
  zz: at => at.offsetNameLong ?? '',
  Z: byLuxon('ZZ'),
  ZZ: byLuxon('ZZZ'),
  LT: local('h:mm A', DateTime.TIME_SIMPLE),
  LTS: local('h:mm:ss A', DateTime.TIME_WITH_SECONDS),
  L: local('MM/DD/YYYY', shortDay),
  LL: local('MMMM D, YYYY', DateTime.DATE_FULL),
  LLL: local('MMMM D, YYYY h:mm A', DateTime.DATETIME_FULL),
  LLLL: local('dddd, MMMM D, YYYY h:mm A', DateTime.DATETIME_HUGE),
  l: local('M/D/YYYY', DateTime.DATE_SHORT),
  ll: local('MMM D, YYYY', DateTime.DATE_MED),
  lll: local('MMM D, YYYY h:mm A', DateTime.DATETIME_MED),
  llll: local('ddd, MMM D, YYYY h:mm A', DateTime.DATETIME_MED_WITH_WEEKDAY),
};

/** A fraction of a second with so many digits. */
const fraction = (at: DateTime, digits: number): string =>
  String(at.millisecond).padStart(3, '0').padEnd(9, '0').slice(0, digits);

/**
 * A moment by a pattern as moment.js knows it, which the settings of CHT use: all its tokens (see "Format" of its
 * documentation), in the language and zone of the moment. `ddd, MMM Do, YYYY` is Wed, Jan 14th, 2026.
 */
export const momentFormat = (at: DateTime, pattern: string): string =>
  pattern.replace(parts, (_, quoted?: string, escaped?: string, token?: string, other?: string) => {
    if (token === undefined) return quoted ?? escaped ?? other ?? '';
    return token.startsWith('S') ? fraction(at, token.length) : tokens[token]!(at);
  });
