import { saidOf, takenOn, toSay } from '@rounds/api/events/due.ts';
import { freeNear, freeSlots } from '@rounds/api/events/free.ts';
import { folded } from '@rounds/api/events/public/ics.ts';
import { events } from '@rounds/config/sections/events.ts';
import type { RoomDoc } from '@rounds/ddocs/events/event.ts';
import { moved, newEvent, remindersFor, stateFor, withState } from '@rounds/sentinel/events/plan.ts';
import { freed, inTheWay, taken } from '@rounds/sentinel/events/taken.ts';
import { expect } from 'chai';

const settings = events.parse({
  ...{ reminders: [30, 15] },
  venue: { code: 'con', name: 'Con', tz: 'UTC', days: ['2026-05-11'], rooms: [{ id: 'b114' }] },
});
const at = (time: string) => `2026-05-11T${time}:00.000Z`;
const ms = (time: string) => Date.parse(at(time));
const room: RoomDoc = {
  ...{ _id: 'event-room:b114', type: 'event-room' },
  taken: [{ event: 'event:other', start: at('11:00'), words: 'other' }],
};

describe('which event has a room', () => {
  for (const [start, blocked] of [
    ['11:15', true],
    ['11:16', false],
    ['10:30', true],
    ['10:29', false],
  ] as const)
    it(`one at 11:00 ${blocked ? 'stands in the way of' : 'leaves room for'} one at ${start}`, () => {
      const wanted = { event: 'event:new', start: at(start), words: 'new' };
      expect(inTheWay(room, wanted, settings.conflict) !== undefined).to.equal(blocked);
      expect(taken(room, 'b114', wanted, settings.conflict) === null).to.equal(blocked);
    });

  it('gives back the very same document where the event has the room already, or is not in it', () => {
    const wanted = { event: 'event:new', start: at('14:00'), words: 'new' };
    const once = taken(null, 'b114', wanted, settings.conflict)!;
    expect(taken(once, 'b114', wanted, settings.conflict)).to.equal(once);
    expect(freed(once, 'event:another')).to.equal(once);
    expect(freed(once, 'event:new').taken).to.deep.equal([]);
  });

  it('says what is free near it', () => {
    expect(freeNear(room, at('11:00'), settings)).to.deep.equal([at('10:15'), at('11:30'), at('11:45')]);
    expect(freeSlots(room, '2026-05-11', settings, ms('09:30')).slice(0, 3)).to.deep.equal([
      at('10:00'),
      at('12:00'),
      at('13:00'),
    ]);
  });
});

describe('when an event is reminded of', () => {
  const states = (start: string, now: string) =>
    remindersFor(at(start), [15, 30], ms(now)).map(({ minutes, state }) => `${minutes} ${state}`);
  it('at each time that is still to come', () => {
    expect(states('14:00', '12:00')).to.deep.equal(['30 planned', '15 planned']);
    expect(states('14:00', '13:40')).to.deep.equal(['30 late', '15 planned']);
  });
  it('at once rather than never, as long as it has not begun', () => {
    expect(states('14:00', '13:50')).to.deep.equal(['30 late', '15 planned']);
    expect(states('14:00', '14:00')).to.deep.equal(['30 cleared', '15 cleared']);
  });
  it('after a person has said yes, when it begins soon', () => {
    expect(stateFor(at('14:00'), settings, ms('13:45'))).to.deep.equal({ state: 'held', reason: 'soon' });
    expect(stateFor(at('14:00'), settings, ms('13:29'))).to.deep.equal({ state: 'approved' });
  });

  const plan = { room: 'b114', start: at('14:00'), title: 'Typing' };
  const event = newEvent('event:1', plan, { state: 'approved' }, settings, ms('12:00'));
  it('never, once it is denied', () => {
    const denied = withState(event, { state: 'denied', reason: 'by hand' }, settings, ms('12:30'));
    expect(takenOn(denied, ms('13:31'), () => false)).to.equal(denied);
    expect(denied.reminders.map(({ state }) => state)).to.deep.equal(['cleared', 'cleared']);
  });
  it('anew, when it moves', () => {
    const later = moved(event, { ...plan, start: at('16:00') }, settings, ms('12:30'));
    expect(later.reminders.map(({ due }) => due)).to.deep.equal([at('15:30'), at('15:45')]);
    expect(moved(event, plan, settings, ms('12:30'))).to.equal(event);
  });
  it('once for each moment, of several that are due the nearest', () => {
    const first = takenOn(event, ms('13:46'), () => false);
    expect(first.reminders.map(({ state }) => state)).to.deep.equal(['late', 'saying']);
    expect(toSay(first)).to.have.length(1);
    const told = saidOf(first, 'said-1');
    expect(takenOn(told, ms('13:47'), () => false)).to.equal(told);
    expect(told.told).to.deep.equal([{ said: 'said-1', room: 'b114', start: at('14:00') }]);
  });
  it('in the list of its minute, where a group is due more than it takes', () => {
    const listed = takenOn(event, ms('13:30') - 1, () => true);
    expect(listed).to.equal(event);
    expect(takenOn(event, ms('13:30'), () => true).reminders[0]!.listed).to.equal(at('13:30'));
  });
});

describe('a line of a calendar', () => {
  it('has at most 75 octets, and is never cut within a sign', () => {
    const line = folded(`SUMMARY:${'é🎉'.repeat(40)}`);
    expect(line.split('\r\n').every(part => Buffer.byteLength(part) <= 75)).to.equal(true);
    expect(line.replaceAll('\r\n ', '')).to.equal(`SUMMARY:${'é🎉'.repeat(40)}`);
  });
});
