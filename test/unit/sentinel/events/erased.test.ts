import type { EventDoc } from '@rounds/ddocs/events/event.ts';
import { fateOf } from '@rounds/sentinel/erasure/fate.ts';
import { wordsKey } from '@rounds/sentinel/events/taken.ts';
import { expect } from 'chai';

const ana = 'chat:aaaaaaaaaaaaaaaaaaaaaa';
const event = (more: object = {}): EventDoc => ({
  ...{ _id: 'event:e', type: 'event', state: 'approved', room: 'b114', start: '2026-01-14T12:00:00.000Z' },
  ...{ title: 'Yoga with Ana in b114', tags: ['yoga'], reminders: [], sequence: 0, created: '', changed: '' },
  from: { post: 'post', source: 'telegram', author: ana, url: 'https://t.me/ana/1', group: 'group' },
  ...more,
});

describe('An event whose author is erased', () => {
  const names = new Set(['ana', ana]);
  for (const [by, also, named] of [
    ['her address', new Set<string>(), names],
    ['her post', new Set(['post']), new Set(['ana'])],
  ] as const)
    it(`stays without her words and her name, found by ${by}`, () => {
      const fate = fateOf(event(), { id: 'ana', names: named }, also);
      expect(fate.is).to.equal('scrubbed');
      const { title, from, tags, room } = (fate.is === 'scrubbed' ? fate.doc : {}) as EventDoc;
      expect([title, from, tags, room]).to.deep.equal([
        '…',
        { post: 'post', source: 'telegram', group: 'group' },
        undefined,
        'b114',
      ]);
    });
  it('of somebody else is left as it is', () => {
    expect(fateOf(event({ from: { post: 'other', source: 'api' } }), { id: 'ana', names }).is).to.equal('kept');
  });
  it('is known again by a key of its words, in which nobody can read them', () => {
    expect(wordsKey('RT @ana: Yoga, in B114!')).to.equal(wordsKey('yoga in b114'));
    expect(wordsKey('Yoga in b114')).to.not.match(/yoga/i);
  });
});
