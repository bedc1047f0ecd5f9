import { expect } from 'chai';
import { markedBy } from '../../../../webapp/pages/events/settings-fields.ts';

describe('A fault in the settings of events', () => {
  for (const [path, field] of [
    ['events.venue.code', 'code'],
    ['events.venue.days', 'days'],
    ['events.venue.days[1]', 'days'],
    ['events.venue.rooms[0].id', 'rooms'],
    ['events.reminders[2]', 'reminders'],
    ['events.conflict.after', 'after'],
    ['events.manual_if_within_min', 'within'],
  ] as const)
    it(`at ${path} marks the field ${field}`, () => {
      const { fields, others } = markedBy([{ path, message: 'x' }]);
      expect([[...fields], others]).to.deep.equal([[field], []]);
    });

  it('elsewhere marks no field, and is told', () => {
    const fault = { path: 'events.venue.codes', message: 'x' };
    expect(markedBy([fault])).to.deep.equal({ fields: new Set(), others: [fault] });
  });
});
