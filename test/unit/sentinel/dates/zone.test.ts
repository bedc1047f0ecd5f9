import { byZone } from '@rounds/sentinel/dates/zone.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { DateTime, IANAZone } from 'luxon';

const hour = 3_600_000;
const iso = (at: number, zone: object): string | null => DateTime.fromMillis(at, zone).toISO();

/** Zones that set their clocks, by half an hour, in Ramadan, twice over a century, and one that left out a day. */
const names =
  'UTC Africa/Nairobi Asia/Kathmandu America/New_York Australia/Lord_Howe Africa/Casablanca Europe/Madrid Pacific/Apia'.split(
    ' ',
  );

describe('The clock of a zone', () => {
  for (const name of names)
    it(`shows in ${name} what luxon shows there, at any moment, asked in any order and again`, () => {
      const moment = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
      fc.assert(
        fc.property(fc.array(moment, { maxLength: 5 }), moments => {
          for (const at of [...moments, ...moments]) expect(iso(at, byZone(name))).to.equal(iso(at, { zone: name }));
        }),
        { seed: 20260114, numRuns: 200 },
      );
    });

  it('shows every hour of a year as luxon does, those in which clocks are set too', () => {
    const hours = Array.from({ length: 366 * 24 }, (_, at) => Date.UTC(2011, 0, 1) + at * hour);
    for (const name of names.slice(3)) {
      const plain = IANAZone.create(name);
      expect(
        hours.filter(at => byZone(name).zone!.offset(at) !== plain.offset(at)),
        name,
      ).to.deep.equal([]);
    }
  });

  it('is asked once for a day, however many messages are due on it', () => {
    const { offset } = IANAZone.prototype;
    let asked = 0;
    IANAZone.prototype.offset = function (at) {
      asked += 1;
      return offset.call(this, at);
    };
    try {
      const noon = Date.UTC(2031, 4, 5, 12);
      for (let at = noon; at < noon + hour; at += 1000)
        DateTime.fromMillis(at, byZone('Asia/Dhaka')).plus({ minutes: 5 }).toMillis();
      expect(asked).to.be.within(1, 4);
    } finally {
      IANAZone.prototype.offset = offset;
    }
  });

  it('is that of the machine where none is named, and none where there is none of that name', () => {
    expect(byZone(undefined)).to.deep.equal({});
    expect(DateTime.fromMillis(0, byZone('Mars/Base')).isValid).to.equal(false);
  });
});
