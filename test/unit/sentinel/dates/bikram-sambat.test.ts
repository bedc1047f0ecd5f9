import { type Day, fromBikramSambat, toBikramSambat } from '@rounds/sentinel/dates/bikram-sambat.ts';
import { expect } from 'chai';

/** Days of Bikram Sambat with ours, as calendars of Nepal print them. */
const days: [theirs: Day, ours: Day][] = [
  [
    [2000, 1, 1],
    [1943, 4, 14],
  ],
  [
    [2051, 1, 1],
    [1994, 4, 14],
  ],
  [
    [2070, 1, 1],
    [2013, 4, 14],
  ],
  [
    [2072, 1, 12],
    [2015, 4, 25],
  ],
  [
    [2077, 12, 31],
    [2021, 4, 13],
  ],
  [
    [2080, 9, 16],
    [2024, 1, 1],
  ],
];

describe('A day of Bikram Sambat', () => {
  for (const [theirs, ours] of days)
    it(`${theirs.join('-')} is ${ours.join('-')}`, () => {
      expect(fromBikramSambat(theirs)).to.deep.equal(ours);
      expect(toBikramSambat(ours)).to.deep.equal(theirs);
    });

  const none: Day[] = [
    [1999, 1, 1],
    [2091, 1, 1],
    [2070, 13, 1],
    [2070, 0, 1],
    [2070, 1, 33],
    [2070, 1, 0],
    [2070, 1.5, 1],
  ];
  for (const day of none) it(`${day.join('-')} is no day`, () => expect(fromBikramSambat(day)).to.equal(undefined));

  it('is found for every day from 1943 to 2033, each the one after the day before', () => {
    const odd: string[] = [];
    let before: Day = [1999, 12, 30];
    for (let at = Date.UTC(1943, 3, 14); at < Date.UTC(2033, 3, 1); at += 86_400_000) {
      const date = new Date(at);
      const ours: Day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
      const theirs = toBikramSambat(ours)!;
      const [year, month, day] = before;
      const next = [
        [year, month, day + 1],
        [year, month + 1, 1],
        [year + 1, 1, 1],
      ].map(String);
      if (!next.includes(String(theirs)) || String(fromBikramSambat(theirs)) !== String(ours)) odd.push(String(ours));
      before = theirs;
    }
    expect(odd).to.deep.equal([]);
    expect(toBikramSambat([1943, 4, 13])).to.equal(undefined);
    expect(toBikramSambat([2040, 1, 1])).to.equal(undefined);
  });
});
