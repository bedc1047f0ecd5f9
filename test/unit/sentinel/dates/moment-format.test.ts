import { momentFormat } from '@rounds/sentinel/dates/moment-format.ts';
import { expect } from 'chai';
import { DateTime } from 'luxon';

const at = (text: string, locale = 'en', zone = 'Africa/Nairobi') => DateTime.fromISO(text, { zone }).setLocale(locale);
const wednesday = at('2026-01-14T13:05:09.070');

describe('A date by a pattern of moment', () => {
  const table: [pattern: string, text: string, moment?: DateTime][] = [
    ['ddd, MMM Do, YYYY', 'Wed, Jan 14th, 2026'],
    ['DD-MMM-YYYY HH:mm:ss', '14-Jan-2026 13:05:09'],
    ['dddd D MMMM YY', 'Wednesday 14 January 26'],
    ['M MM Mo Q Qo', '1 01 1st 1 1st'],
    ['DDD DDDD DDDo d do dd e E', '14 014 14th 3 3rd We 3 3'],
    ['w ww wo W WW Wo', '3 03 3rd 3 03 3rd'],
    ['Y YYYYYY gg gggg GG GGGG', '2026 +002026 26 2026 26 2026'],
    ['h hh k kk H m s a A', '1 01 13 13 13 5 9 pm PM'],
    ['k kk h a', '24 24 12 am', at('2026-01-14T00:00')],
    ['S SS SSS SSSSSS', '0 07 070 070000'],
    ['x X', '1768385109070 1768385109'],
    ['Z ZZ', '+03:00 +0300'],
    ['L | LL | LT | LTS', '01/14/2026 | January 14, 2026 | 1:05 PM | 1:05:09 PM'],
    ['LLL | LLLL', 'January 14, 2026 1:05 PM | Wednesday, January 14, 2026 1:05 PM'],
    ['l | ll | lll | llll', '1/14/2026 | Jan 14, 2026 | Jan 14, 2026 1:05 PM | Wed, Jan 14, 2026 1:05 PM'],
    ['[D of] D [Month]', 'D of 14 Month'],
    ['\\D D', 'D 14'],
    ['YYYY-MM-DD[T]HH:mm', '2026-01-14T13:05'],
    ['D/M/YYYY, "u"', '14/1/2026, "u"'],
    ['', ''],
    ...[1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31].map((day): [string, string, DateTime] => [
      'Do',
      `${day}${{ 1: 'st', 2: 'nd', 3: 'rd', 21: 'st', 22: 'nd', 23: 'rd', 31: 'st' }[day] ?? 'th'}`,
      at(`2026-01-${String(day).padStart(2, '0')}`),
    ]),
  ];
  for (const [pattern, text, moment = wednesday] of table)
    it(`${JSON.stringify(pattern)} is ${text}`, () => expect(momentFormat(moment, pattern)).to.equal(text));

  // The week with the first of January is the first in English, and begins on Sunday.
  const weeks: [day: string, english: string, iso: string][] = [
    ['2026-12-27', '1 2027', '52 2026'],
    ['2026-12-26', '52 2026', '52 2026'],
    ['2027-01-01', '1 2027', '53 2026'],
    ['2027-01-04', '2 2027', '1 2027'],
  ];
  for (const [day, english, iso] of weeks)
    it(`${day} is in week ${english}, and in week ${iso} of ISO`, () =>
      expect(momentFormat(at(day), 'w gggg|W GGGG')).to.equal(`${english}|${iso}`));

  it('has the names of the language', () => {
    expect(momentFormat(at('2026-02-01', 'fr'), 'dddd Do MMMM YYYY')).to.equal('dimanche 1er février 2026');
    expect(momentFormat(at('2026-02-02', 'sw'), 'dddd Do MMMM')).to.equal('Jumatatu 2 Februari');
    expect(momentFormat(at('2026-02-01', 'fr'), 'L')).to.equal('01/02/2026');
  });
});
