import { events } from '@rounds/config/sections/events.ts';
import { openExtractor } from '@rounds/sentinel/events/extract/extract.ts';
import { expect } from 'chai';

const portland = {
  ...{ code: 'pycon', name: 'PyCon 2017', tz: 'America/Los_Angeles' },
  days: ['2017-05-19', '2017-05-20', '2017-05-21'],
  rooms: [
    ...['a105+a106', 'a107+a108', 'b110+111', 'b112', 'b113', 'b114', 'b115', 'b116', 'b117'].map(id => ({ id })),
    ...['10', '14', '15', '20', '21', '22'].map(id => ({ id })),
    { id: '9', aliases: ['09', 'the attic'] },
  ],
};
const reader = (more: object = {}, venue: object = {}) =>
  openExtractor(events.parse({ venue: { ...portland, ...venue }, ...more }));
const now = Date.parse('2017-05-19T16:00:00Z');

describe('what is found in a post', () => {
  const read = reader();
  const sure = 'sure';
  const at = '2017-05-19T21:05:00.000Z';
  const table: [text: string, room: string | undefined, start: string | undefined, why: string[] | 'sure' | 'none'][] =
    [
      ['a test tweet B114 2:05pm', 'b114', at, sure],
      ['a fake tweet with a period after room num B112. 2:05pm', 'b112', at, sure],
      ['a tweet with only a room number present A105+A106', 'a105+a106', undefined, ['no time']],
      ['a tweet with only a time present 2:05pm', undefined, at, ['no room']],
      ['a fake tweet with a valid room b112', 'b112', undefined, ['no time']],
      [
        'a fake a105+a106 test tweet @ # http::// ^ & * with c123, b112.',
        undefined,
        undefined,
        ['several rooms', 'no time'],
      ],
      ['', undefined, undefined, 'none'],
      ['see you in 2017', undefined, undefined, 'none'],
      ['2017 2015 1203', undefined, undefined, 'none'],
      ['@fakeuser please read http://www.example.com #pyconopenspaces 5/19', undefined, undefined, 'none'],
      ['5/19 5/20 5/21 a bunch of dates in a row', undefined, undefined, 'none'],
      ['4/21 a talk for last month', undefined, undefined, 'none'],
      ['Room 14 at 2:05pm #pyconopenspaces', '14', at, sure],
      ['room #14 at 2:05pm', '14', at, sure],
      ['Room 14. 2:05pm', '14', at, sure],
      ['(room 21) 2:05pm', '21', at, sure],
      ['rooms 14 & 15 at 2:05pm', undefined, at, ['several rooms']],
      ['Python 3 and 10 friends in room 20 at 2:05pm', '20', at, sure],
      ['rm14 2:05pm', '14', at, sure],
      ['room-14 2:05pm', '14', at, sure],
      ['Room 23 2:05pm', undefined, at, ['unknown room']],
      ['room 10 at 10 am', '10', '2017-05-19T17:00:00.000Z', sure],
      ['room 22 on 5/20 2:05pm #PyCon2017', '22', '2017-05-20T21:05:00.000Z', sure],
      ['5/20, 3pm', undefined, '2017-05-20T22:00:00.000Z', ['no room']],
      ['test tweet #XXXXXXXX today at 14:17 in room a123', undefined, '2017-05-19T21:17:00.000Z', ['unknown room']],
      ['test tweet #XXXXXXXX today at 14:17', undefined, '2017-05-19T21:17:00.000Z', ['no room']],
      ['a test tweet R123 2:05pm', undefined, at, ['no room']],
      // What the first system could not.
      ['b114 at 5', 'b114', '2017-05-20T00:00:00.000Z', ['am or pm']],
      ['b114 at 9:30am', 'b114', '2017-05-19T16:30:00.000Z', sure],
      ['b114 at 11AM', 'b114', '2017-05-19T18:00:00.000Z', sure],
      ['b114 at 9:30 a.m. sharp', 'b114', '2017-05-19T16:30:00.000Z', sure],
      ['b114 at 9:30, a mess', 'b114', '2017-05-19T16:30:00.000Z', ['am or pm']],
      ['b114 at 9:30', 'b114', '2017-05-19T16:30:00.000Z', ['am or pm']],
      ['b-114 at 10:30 am', 'b114', '2017-05-19T17:30:00.000Z', sure],
      ['room 09 at 3pm', '9', '2017-05-19T22:00:00.000Z', sure],
      ['in The Attic, 3pm-4pm', '9', '2017-05-19T22:00:00.000Z', sure],
      ['b114 2:05pm, again: 2:05 pm in B114!', 'b114', at, sure],
      ['b114 at 2pm or 3pm', 'b114', undefined, ['several times']],
      ['b114 tomorrow at 3pm', 'b114', '2017-05-20T22:00:00.000Z', sure],
      ['Sunday 3pm in b114', 'b114', '2017-05-21T22:00:00.000Z', sure],
      ['b114 on 5/25 at 3pm', 'b114', '2017-05-25T22:00:00.000Z', ['not a day of the conference']],
      ['b114 at 11:30pm', 'b114', '2017-05-20T06:30:00.000Z', ['outside the hours']],
      ['b114 for 30 minutes at 4pm', 'b114', '2017-05-19T23:00:00.000Z', sure],
      ['b114 at 3pm on 5/20 or 5/21', 'b114', '2017-05-20T22:00:00.000Z', ['several days']],
    ];
  for (const [text, room, start, expected] of table)
    it(`${text || 'nothing'}: ${expected === sure ? 'is sure' : expected === 'none' ? 'says nothing' : expected.join(', ')}`, () => {
      const reading = read(text, now);
      const why = expected === sure || expected === 'none' ? [] : expected;
      if (expected !== 'none' && !(why.includes('several days') && reading.start !== start))
        expect([reading.room, reading.start]).to.deep.equal([room, start]);
      expect(reading.why).to.deep.equal(why);
      expect(reading.grade).to.equal(expected === sure ? 'sure' : expected === 'none' ? 'none' : 'guess');
    });

  it('says where in the text it found each thing', () => {
    const text = 'Typing! Room 14, tomorrow at 2:05pm.';
    const parts = read(text, now).marks.map(({ kind, at, length, value }) => [
      kind,
      text.slice(at, at + length),
      value,
    ]);
    expect(parts).to.deep.equal([
      ['room', 'Room 14', '14'],
      ['date', 'tomorrow', '2017-05-20'],
      ['time', 'at 2:05pm', '14:05'],
    ]);
  });

  it('is quick with what is meant to be slow', () => {
    for (const text of ['1:'.repeat(20_000), 'room '.repeat(9000), `${'a105 + '.repeat(5000)}b`, '#'.repeat(40_000)])
      expect(read(text, now).grade).to.be.oneOf(['none', 'guess', 'sure']);
  });
});

describe('the instant that is meant', () => {
  const easternDays = ['2018-05-11', '2018-05-12', '2018-05-13'];
  const pacific = reader({}, { days: ['2017-05-16', '2017-05-17', '2017-05-18', '2017-05-19', '2017-08-04'] });
  const eastern = reader({}, { tz: 'America/New_York', days: easternDays });
  const table: [now: string, text: string, pacific: string | undefined, eastern?: string | undefined][] = [
    ['2017-08-05T00:00Z', 'b114 at 8:00 am', '2017-08-04T15:00Z', '2017-08-04T12:00Z'],
    ['2017-05-17T00:00Z', 'b114 12:00 pm on 5/19', '2017-05-19T19:00Z', '2017-05-19T16:00Z'],
    ['2017-05-17T00:00Z', 'b114 at 18:00, 5/19', '2017-05-20T01:00Z', '2017-05-19T22:00Z'],
    ['2017-05-17T02:00Z', 'b114 tomorrow at 19:00', '2017-05-18T02:00Z', '2017-05-17T23:00Z'],
    ['2017-05-17T02:00Z', 'b114 tomorrow at 14:00', '2017-05-17T21:00Z', '2017-05-17T18:00Z'],
    ['2017-05-17T12:00Z', 'b114 at 16:00', '2017-05-17T23:00Z', '2017-05-17T20:00Z'],
    ['2017-05-17T12:00Z', 'b114 at 19:00', '2017-05-18T02:00Z', '2017-05-17T23:00Z'],
    ['2018-05-11T15:00Z', 'b114 at 14:00 on 5/13', '2018-05-13T21:00Z', '2018-05-13T18:00Z'],
    ['2018-05-11T15:00Z', 'b114 on 2018-05-11', undefined, undefined],
  ];
  for (const [when, text, west, east] of table)
    it(`${when}: ${text}`, () => {
      const at = (iso: string | undefined) => (iso === undefined ? undefined : new Date(iso).toISOString());
      expect(pacific(text, Date.parse(when)).start).to.equal(at(west));
      expect(eastern(text, Date.parse(when)).start).to.equal(at(east));
    });

  const madrid = reader(
    { date_order: 'dmy' },
    { tz: 'Europe/Madrid', days: ['2026-03-29', '2026-10-24', '2026-10-25'], opens: '00:00', closes: '23:59' },
  );
  it('is by the clock on the wall across a change of clocks', () => {
    expect(madrid('b114 tomorrow 10:00 am', Date.parse('2026-10-24T08:00Z')).start).to.equal(
      '2026-10-25T09:00:00.000Z',
    );
    expect(madrid('b114 24/10 10:00 am', Date.parse('2026-10-24T05:00Z')).start).to.equal('2026-10-24T08:00:00.000Z');
  });
  it('is none where clocks jump over it: a person is asked', () => {
    expect(madrid('b114 29/3 at 2:30 am', Date.parse('2026-03-28T10:00Z')).why).to.deep.equal(['no such time']);
  });
  for (const [language, text, start] of [
    ['fr', 'demain à 17h30 en salle 14', '2017-05-21T00:30:00.000Z'],
    ['es', 'sala 14 a las 5 de la tarde', '2017-05-20T00:00:00.000Z'],
    ['de', 'um 17 Uhr in Raum 14', '2017-05-20T00:00:00.000Z'],
    ['sw', 'kesho 15:00 chumba 14', '2017-05-20T22:00:00.000Z'],
  ] as const)
    it(`reads ${language}: ${text}`, () => {
      expect(reader({ languages: ['en', language] })(text, now)).to.include({ start, room: '14', grade: 'sure' });
    });
});
