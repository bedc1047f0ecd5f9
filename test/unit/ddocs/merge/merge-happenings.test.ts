import type { DispatchDoc, DispatchEvent, Limits } from '@rounds/ddocs/dispatch/dispatch.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { EventDoc, RoomDoc } from '@rounds/ddocs/events/event.ts';
import { mergeLeaves } from '@rounds/ddocs/merge/merge-leaves.ts';
import { dispatchMend } from '@rounds/sentinel/dispatch/mend.ts';
import { newDispatch } from '@rounds/sentinel/dispatch/open.ts';
import { step } from '@rounds/sentinel/dispatch/step.ts';
import { expect } from 'chai';

const limits: Limits = {
  ...{ ask: 2, enough: 3, replaces: [] },
  ...{ silence: 1000, gather: 5, answer: 15, late: 100, archive: 1000 },
};
const whom = (volunteer: string) => ({
  ...{ volunteer, address: `chat:${volunteer.repeat(8).slice(0, 22)}` },
  rank: { km: 1, near: 1, load: 1, rest: 1, answers: 1, total: 1 },
});
const rev = <T extends object>(doc: T, _rev: string): T => ({ ...doc, _rev });

describe('Two machines that wrote the same document apart', () => {
  it('give a request to one volunteer, and know all that happened on both', () => {
    const report = { _id: 'help', type: 'data_record' as const, form: 'help_request', fields: {} };
    const ruth = { _id: 'ruth', type: 'person' } as Contact;
    const opened = newDispatch(report, ruth, { confirmed: true, limits, zone: 'UTC', at: 0 });
    const played = (...events: DispatchEvent[]): DispatchDoc => events.reduce(step, opened);
    const corrected = { ...opened.help, address: 'Blue gate' };
    const one = rev(
      played(
        { id: 'a', at: 10, kind: 'assigned', who: 'ada', whom: whom('ada'), limits },
        { id: 'b', at: 40, kind: 'owned', owner: 'peter' },
      ),
      '3-b',
    );
    const other = rev(
      played(
        { id: 'c', at: 20, kind: 'corrected', help: corrected, before: opened.help },
        { id: 'd', at: 30, kind: 'assigned', who: 'ben', whom: whom('ben'), limits },
      ),
      '3-a',
    );
    for (const [winner, loser] of [
      [one, other],
      [other, one],
    ] as const) {
      const merged = mergeLeaves(winner, [loser]);
      const mended = dispatchMend.again(merged, null, '') as DispatchDoc;
      expect(mended.events.map(({ id }) => id)).to.deep.equal(['opened', 'a', 'c', 'd', 'b']);
      expect([mended.assigned, mended.owner, mended.help.address]).to.deep.equal(['ben', 'peter', 'Blue gate']);
      expect(mended.asked.find(({ volunteer }) => volunteer === 'ada')?.stage).to.equal('relieved');
      expect(mended._rev).to.equal(winner._rev);
      expect(mended).to.not.have.property('merged_conflicts');
    }
  });

  it('remember both who took something of a room', () => {
    const room = (event: string): RoomDoc => ({
      ...{ _id: 'event-room:b1', type: 'event-room' },
      taken: [
        { event: 'event:before', start: '2026-01-14T09:00:00.000Z', words: 'x' },
        { event, start: '2026-01-14T10:00:00.000Z', words: event },
      ],
    });
    const merged = mergeLeaves(rev(room('event:a'), '2-b'), [rev(room('event:b'), '2-a')]);
    expect(merged.taken.map(({ event }) => event)).to.deep.equal(['event:before', 'event:a', 'event:b']);
  });

  it('do not say again what one of them has said', () => {
    const event = (state: 'planned' | 'said', minutes: number): EventDoc => ({
      ...{ _id: 'event:a', type: 'event', state: 'approved', room: 'b1', start: '2026-01-14T10:00:00.000Z' },
      ...{ title: 'Talk', sequence: 0, created: '', changed: '' },
      reminders: [
        { minutes: 30, due: '2026-01-14T09:30:00.000Z', state },
        { minutes, due: `2026-01-14T09:${60 - minutes}:00.000Z`, state: 'planned' },
      ],
    });
    for (const [first, second] of [
      [event('planned', 15), event('said', 15)],
      [event('said', 15), event('planned', 15)],
    ] as const) {
      const merged = mergeLeaves(rev(first, '2-b'), [rev(second, '2-a')]);
      expect(merged.reminders.map(({ state }) => state)).to.deep.equal(['said', 'planned']);
    }
  });
});
