import { expect } from 'chai';
import { benchRows, median } from '../../../../scripts/bench/figures/benchmark.ts';
import { pauseAfter } from '../../../../scripts/start/keep.ts';
import { table } from '../../../../scripts/terminal/console.ts';

describe('The figures of a benchmark', () => {
  it('are medians', () => {
    expect(median([3])).to.equal(3);
    expect(median([9, 1, 5])).to.equal(5);
    expect(median([4, 1, 3, 2])).to.equal(2.5);
  });

  it('are compared with the peer: rates by growing, times by shrinking', () => {
    const rows = benchRows([
      { work: 'catch up', values: [800, 720, 730], unit: 'changes/s', compare: { peer: 36.5, atLeast: 20 } },
      { work: 'mute 600', values: [0.5], unit: 's', compare: { peer: 1.19, atLeast: 4 } },
      { work: 'open', values: [12345], unit: 'ms' },
    ]);
    expect(rows).to.deep.equal([
      ['catch up', '730', 'changes/s', '800  720  730', '', "20 × CHT's 36.5 (at least 20 ×)"],
      ['mute 600', '0.5', 's', '', '', "2.38 × CHT's 1.19 (at least 4 ×, MISSED)"],
      ['open', '12,300', 'ms', '', '', ''],
    ]);
  });

  it('say how many times the floor they take, rates and times alike', () => {
    const rows = benchRows([
      { work: 'catch up', values: [800, 900, 1000], unit: 'changes/s', floor: [2700, 2600, 2800] },
      { work: 'mute 600', values: [0.5], unit: 's', floor: [0.25] },
    ]);
    expect(rows.map(row => row[4])).to.deep.equal(['2,700 (3 ×)', '0.25 (2 ×)']);
  });

  it('stand in columns', () => {
    expect(
      table([
        ['a', 'long head'],
        ['wide cell', 'b'],
      ]),
    ).to.equal(['a           long head', '─────────   ─────────', 'wide cell   b'].join('\n'));
  });
});

describe('a part that dies again and again', () => {
  it('is started after longer and longer pauses, half a minute at most', () => {
    expect([1, 2, 3, 4, 5, 6, 7].map(pauseAfter)).to.deep.equal([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });
});
