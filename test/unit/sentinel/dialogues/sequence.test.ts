import { parseSettings } from '@rounds/config/settings/parse.ts';
import { spread } from '@rounds/sentinel/dialogues/draw.ts';
import { dueAfter, nextIn, outsideQuiet, sequenceFor } from '@rounds/sentinel/dialogues/sequence.ts';
import { zoneFrom } from '@rounds/sentinel/dialogues/zone-from.ts';
import { expect } from 'chai';

const hour = 3_600_000;
const noon = Date.UTC(2026, 2, 23, 11);
const settingsWith = (more: object = {}) => {
  const { settings, faults } = parseSettings({
    default_timezone: 'Europe/Madrid',
    schedule_evening_hours: 0,
    dialogues: { sequences: { default: ['a', 'b', 'c'], arm1: ['c', 'a'] }, jitter: 30 },
    ...more,
  });
  expect(faults).to.deep.equal([]);
  return { ...settings, dialogues: settings.dialogues! };
};
const somebody = (more: object = {}) => ({
  contact: { _id: 'p', type: 'person', ...more },
  lineage: [],
  phones: new Map(),
});

describe('Which dialogue comes next', () => {
  const table: [done: string[], closing: string | undefined, next: string | null][] = [
    [[], undefined, 'a'],
    [['a'], undefined, 'b'],
    [['b'], undefined, 'a'],
    [['a', 'c'], undefined, 'b'],
    [['a', 'b', 'c'], undefined, null],
    [['c', 'b', 'a', 'x'], undefined, null],
    [['a', 'b', 'c'], 'bye', 'bye'],
    [['a', 'b', 'c', 'bye'], 'bye', null],
  ];
  for (const [done, closing, next] of table)
    it(`is ${next ?? 'none'} after ${done.join(', ') || 'nothing'}${closing ? ', with a closing one' : ''}`, () =>
      expect(nextIn(['a', 'b', 'c'], done, closing)).to.equal(next));

  it('is by the sequence of the arm, else by the one for everybody', () => {
    const settings = settingsWith();
    expect(sequenceFor({ parent: { _id: 'group', parent: { _id: 'arm1' } } }, settings)).to.deep.equal(['c', 'a']);
    expect(sequenceFor({ parent: { _id: 'arm2' } }, settings)).to.deep.equal(['a', 'b', 'c']);
    expect(sequenceFor({}, { dialogues: undefined })).to.deep.equal([]);
  });
});

describe('When the next dialogue comes', () => {
  const waits = (kind: string | undefined, contact: object = {}, settings: object = {}): number =>
    (dueAfter(noon, kind === undefined ? {} : { kind }, somebody(contact), settingsWith(settings))! - noon) / hour;

  it('is a whole interval before a story, and a quarter of it before anything else', () => {
    expect(waits('story')).to.equal(24);
    expect(waits('compartir_vivencias')).to.equal(24);
    expect(waits('capacitation')).to.equal(6);
    expect(waits(undefined)).to.equal(6);
  });

  it('is by the person’s own interval, where that is one', () => {
    expect(waits('story', { prefs: { interval: 8 } })).to.equal(8);
    expect(waits('story', { prefs: { interval: '48' } })).to.equal(48);
    for (const interval of [0, -3, 'often', null, 1e9]) expect(waits('story', { prefs: { interval } })).to.equal(24);
  });

  it('is never in the quiet hours of the person’s clock, and not for all at the same moment', () => {
    const quiet = { quiet_hours: { from: '21:00', to: '07:00', tz: 'contact' } };
    const settings = settingsWith(quiet);
    const midnight = Date.UTC(2026, 2, 23, 23);
    const opens = Date.UTC(2026, 2, 24, 6);
    const moments = Array.from({ length: 40 }, (_, at) => {
      const who = { ...somebody(), contact: { _id: `p${at}`, type: 'person' } };
      return outsideQuiet(midnight, who, settings)!;
    });
    expect(moments.every(moment => moment >= opens && moment < opens + hour / 2)).to.equal(true);
    expect(new Set(moments).size).to.be.above(30);
    expect(outsideQuiet(midnight, somebody({ prefs: { tz: 'America/Bogota' } }), settings)).to.equal(midnight);
    expect(outsideQuiet(noon, somebody(), settings)).to.equal(noon);
  });

  it('is in the part of the day that the person chose, on her own clock', () => {
    const dueFor = (prefs: object, settings: object = { dialogues: { jitter: 0 } }): string =>
      new Date(dueAfter(noon, { kind: 'story' }, somebody({ prefs }), settingsWith(settings))!).toISOString();
    // The next day at noon in Madrid.
    expect(dueFor({ hour: 'afternoon' })).to.equal('2026-03-24T11:00:00.000Z');
    expect(dueFor({ hour: 'evening' })).to.equal('2026-03-24T16:00:00.000Z');
    expect(dueFor({ hour: 'morning' })).to.equal('2026-03-25T06:00:00.000Z');
    expect(dueFor({ hour: 'morning', tz: 'America/Bogota' })).to.equal('2026-03-24T12:00:00.000Z');
    expect(dueFor({ hour: 'sometime' })).to.equal('2026-03-24T11:00:00.000Z');
    const spreadOut = dueFor({ hour: 'evening' }, {});
    expect(spreadOut > '2026-03-24T16:00:00.000Z' && spreadOut < '2026-03-24T16:30:00.000Z').to.equal(true);
  });

  it('is spread evenly, and always the same for the same person', () => {
    const all = Array.from({ length: 1000 }, (_, at) => spread(`person ${at}`));
    expect(all.every(each => each >= 0 && each < 1)).to.equal(true);
    expect(all.reduce((sum, each) => sum + each, 0) / 1000).to.be.within(0.45, 0.55);
    expect(spread('person 7')).to.equal(all[7]);
  });
});

describe('The zone of somebody whose clock is known', () => {
  const winter = Date.UTC(2026, 0, 15, 12);
  const table: [shown: string, own: string | undefined, zone: string][] = [
    ['13:00', 'Europe/Madrid', 'Europe/Madrid'],
    ['13:04', 'Europe/Madrid', 'Europe/Madrid'],
    ['12:00', 'Europe/Madrid', 'Europe/London'],
    ['15:00', undefined, 'Africa/Nairobi'],
    ['17:30', 'Europe/Madrid', 'Asia/Kolkata'],
    ['17:45', 'Europe/Madrid', 'Asia/Kathmandu'],
    ['21:00', undefined, 'Asia/Tokyo'],
    ['07:00', undefined, 'America/Bogota'],
    ['02:00', undefined, 'Etc/GMT+10'],
  ];
  for (const [shown, own, zone] of table)
    it(`is ${zone} where it shows ${shown} at noon in Greenwich${own ? ` for a programme in ${own}` : ''}`, () =>
      expect(zoneFrom(shown, winter, own)).to.equal(zone));
});
