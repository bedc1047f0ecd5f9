import { expect } from 'chai';
import { answeredBy, oldAfter, whyAsk } from '../../../../webapp/data/console/held.ts';

const out = (at: number, name?: string) => ({ at, incoming: false, ...(name ? { by: { name } } : {}) });
const came = (at: number) => ({ at, incoming: true, by: { name: 'Nia' } });

describe('a reply that waited for a network', () => {
  const written = 10_000;
  const table: [string, Parameters<typeof whyAsk>[1], number, ReturnType<typeof whyAsk>][] = [
    ['goes, when nobody said anything', [], written + 1, undefined],
    ['goes, when the person wrote on', [came(written + 1)], written + 2, undefined],
    ['goes, when a colleague had answered before', [out(4999, 'rehema')], written + 2, undefined],
    ['goes, when the user himself wrote meanwhile', [out(written, 'peter')], written + 2, undefined],
    ['goes, when only rules and the bot answered', [out(written), out(written, 'chats')], written + 2, undefined],
    ['goes, at the end of an hour', [], written + oldAfter, undefined],
    [
      'is asked about, when a colleague answered',
      [out(5001, 'rehema')],
      written + 2,
      { why: 'answered', by: 'rehema' },
    ],
    ['is asked about, when it is old', [], written + oldAfter + 1, { why: 'old' }],
  ];
  for (const [title, messages, now, why] of table)
    it(title, () => expect(whyAsk({ at: written, seen: 5000 }, messages, { user: 'peter', now })).to.deep.equal(why));

  it('names who answered last', () =>
    expect(answeredBy([out(6000, 'rehema'), out(7000, 'ali'), came(8000)], 'peter', 5000)).to.equal('ali'));
});
