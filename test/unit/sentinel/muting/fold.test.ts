import { unmutePolicies } from '@rounds/config/sections/muting.ts';
import type { MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import { fold } from '@rounds/sentinel/muting/fold.ts';
import { nobodyMuted, step } from '@rounds/sentinel/muting/mute-unmute.ts';
import { treeOf } from '@rounds/sentinel/muting/tree.ts';
import { expect } from 'chai';
import fc from 'fast-check';

const under = (_id: string, above?: string) => ({ _id, ...(above ? { parent: { _id: above } } : {}) });

/** A district with two health centres, two households each, two people each. */
const village = treeOf([
  under('district'),
  ...['north', 'south'].flatMap(centre => [
    under(centre, 'district'),
    ...[1, 2].flatMap(house => [
      under(`${centre} ${house}`, centre),
      ...['ann', 'ben'].map(person => under(`${centre} ${house} ${person}`, `${centre} ${house}`)),
    ]),
  ]),
]);
const everyone = [...village.children.keys()];

let made = 0;
const report = (muted: boolean, subject: string, reported_date: number): MutingEvent => ({
  muted,
  subject,
  reported_date,
  arrived: reported_date,
  report_id: `report ${++made}`,
});
const mute = (subject: string, at: number) => report(true, subject, at);
const unmute = (subject: string, at: number) => report(false, subject, at);
const mutedAfter = (events: MutingEvent[], policy: 'topmost' | 'restore' | 'refuse' = 'topmost') =>
  [...fold(village, events, policy).state.muted.keys()].sort();

describe('Muting, as a fold over reports', () => {
  it('mutes a household with everyone in it, and nobody else', () => {
    expect(mutedAfter([mute('north 1', 1)])).to.deep.equal(['north 1', 'north 1 ann', 'north 1 ben']);
  });

  it('lifts the mute from the topmost muted place down when any member is unmuted', () => {
    const events = [mute('north 1 ann', 1), mute('north', 2), unmute('north 2 ben', 3)];
    expect(mutedAfter(events)).to.deep.equal([]);
  });

  it('finds the topmost muted place across one that is not muted', () => {
    const state = nobodyMuted();
    state.muted.set('district', { root: 'district' }).set('north 1 ann', { root: 'district' });
    expect(step(village, state, unmute('north 1 ann', 5), 'topmost')).to.include({
      root: 'district',
      outcome: 'unmute',
    });
  });

  it('reaches across a place whose document is gone', () => {
    const gap = treeOf([under('district'), { _id: 'ann', parent: { _id: 'gone', parent: { _id: 'district' } } }]);
    expect([...fold(gap, [mute('district', 1)], 'topmost').state.muted.keys()]).to.deep.equal(['district', 'ann']);
    expect(fold(gap, [mute('district', 1), unmute('ann', 2)], 'topmost').state.muted.size).to.equal(0);
  });

  it('says what each report came to', () => {
    const { steps } = fold(
      village,
      [mute('north', 1), mute('north 1', 2), unmute('north 1', 3), unmute('north', 4)],
      'topmost',
    );
    expect(steps.map(({ outcome }) => outcome)).to.deep.equal(['mute', 'already_muted', 'unmute', 'already_unmuted']);
  });

  it('reaches members who were muted before, so that their history tells of it, and keeps the report that muted them first', () => {
    const first = mute('north 1 ann', 1);
    const { state, steps } = fold(village, [first, mute('north 1', 2)], 'topmost');
    expect(steps[1]!.reached).to.include('north 1 ann');
    expect(state.muted.get('north 1 ann')).to.deep.include({ report_id: first.report_id });
  });

  it('leaves members muted whom another report muted, with policy restore', () => {
    expect(mutedAfter([mute('north 1 ann', 1), mute('north', 2), unmute('north', 3)], 'restore')).to.deep.equal([
      'north 1 ann',
    ]);
  });

  it('leaves a household muted with everyone in it whom another report muted, with policy restore', () => {
    const events = [mute('north 1', 1), mute('north', 2), unmute('north 2', 3)];
    expect(mutedAfter(events, 'restore')).to.deep.equal(['north 1', 'north 1 ann', 'north 1 ben']);
  });

  it('counts a mute of somebody muted already as his own, with policy restore', () => {
    expect(mutedAfter([mute('north', 1), mute('north 1 ann', 2), unmute('north', 3)], 'restore')).to.deep.equal([
      'north 1 ann',
    ]);
  });

  it('frees the one who is unmuted and the places above, whoever muted them, with policy restore', () => {
    const events = [mute('north 1 ann', 1), mute('north 1', 2), mute('north', 3), unmute('north 1 ann', 4)];
    expect(mutedAfter(events, 'restore')).to.deep.equal([]);
  });

  it('lifts nothing while a place above is muted, with policy refuse', () => {
    const { state, steps } = fold(village, [mute('north', 1), unmute('north 1', 2)], 'refuse');
    expect(steps[1]!.outcome).to.equal('muted_in_lineage');
    expect(state.muted.size).to.equal(7);
    expect(mutedAfter([mute('north', 1), unmute('north', 2)], 'refuse')).to.deep.equal([]);
  });

  it('gives equal times to the report that came first, then to the lower id', () => {
    const [first, second] = [
      { ...mute('north 1', 5), arrived: 7, report_id: 'b' },
      { ...unmute('north 1', 5), arrived: 6, report_id: 'c' },
    ];
    expect(mutedAfter([second, first])).to.have.length(3);
    expect(mutedAfter([{ ...second, arrived: 7 }, first])).to.have.length(0);
  });

  for (const policy of unmutePolicies)
    it(`comes to one state in whatever order reports arrive, and never leaves anyone unmuted in a muted place: ${policy}`, () => {
      const event = fc.record({
        muted: fc.boolean(),
        subject: fc.constantFrom(...everyone),
        at: fc.integer({ min: 1, max: 5 }),
      });
      const reports = fc
        .array(event, { maxLength: 9 })
        .map(list => list.map(({ muted, subject, at }) => report(muted, subject, at)));
      const shuffled = reports.chain(list =>
        fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
      );
      fc.assert(
        fc.property(shuffled, ([list, other]) => {
          const { state } = fold(village, list, policy);
          expect(fold(village, other, policy).state).to.deep.equal(state);
          for (const [child, parent] of village.parent)
            if (state.muted.has(parent)) expect(state.muted.has(child)).to.equal(true);
        }),
        { numRuns: 100, seed: 20_261_121 },
      );
    });

  it('ends where parents go round in a circle', () => {
    const circle = treeOf([under('a', 'b'), under('b', 'a')]);
    expect(fold(circle, [mute('a', 1), unmute('b', 2)], 'restore').state.muted.size).to.equal(0);
  });
});
