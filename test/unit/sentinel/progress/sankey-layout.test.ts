import { layWays } from '@rounds/sentinel/progress/sankey-layout.ts';
import { expect } from 'chai';

describe('The picture of ways from dialogue to dialogue', () => {
  it('has each dialogue behind the one that led there, and bands as wide as they have people', async () => {
    const { stops, bands, width, height } = await layWays([
      { nth: 1, from: 'welcome', to: 'training', people: 30 },
      { nth: 1, from: 'welcome', ends: 'stopped', people: 10 },
      { nth: 2, from: 'training', ends: 'finished', people: 30 },
    ]);
    expect(stops.map(({ dialogue, ends, people }) => [dialogue || ends, people])).to.have.deep.members([
      ['welcome', 40],
      ['training', 30],
      ['stopped', 10],
      ['finished', 30],
    ]);
    const x = (name: string) => stops.find(({ dialogue, ends }) => (dialogue || ends) === name)!.x;
    expect(x('welcome') < x('training') && x('training') < x('finished')).to.equal(true);
    expect(bands[0]!.width / bands[1]!.width).to.be.closeTo(3, 0.01);
    for (const stop of stops)
      expect([stop.x >= 0, stop.x + stop.width <= width, stop.y + stop.height <= height]).to.deep.equal([
        ...[true, true, true],
      ]);
  });

  it('is nothing where nobody went anywhere', async () => {
    expect(await layWays([])).to.deep.equal({ width: 0, height: 0, stops: [], bands: [] });
  });
});
