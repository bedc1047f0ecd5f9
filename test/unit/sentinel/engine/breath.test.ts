import { openEngine } from '@rounds/sentinel/engine/engine.ts';
import { settings } from '@rounds/sentinel/engine/given.ts';
import { rule } from '@rounds/sentinel/engine/rule.ts';
import { aReport } from '@rounds/sentinel/reports/kind.ts';
import { expect } from 'chai';
import { report, type SentinelInMemory, sentinelInMemory, village } from './sentinel-in-memory.ts';

describe('A batch whose rules take long', () => {
  let sentinel: SentinelInMemory;
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ docs: village() });
  });
  afterEach(() => sentinel.close());

  it('lets the process renew its lease in between', async () => {
    let renewed = false;
    const seen: boolean[] = [];
    const slow = rule({
      name: 'registration',
      on: aReport,
      reads: { settings },
      concerns: () => true,
      run: () => {
        if (seen.length === 0)
          setTimeout(() => {
            renewed = true;
          }, 0);
        seen.push(renewed);
        for (const end = performance.now() + 60; performance.now() < end; );
        return [];
      },
    });
    const { main, side, programme, clock } = sentinel;
    const engine = openEngine({ phases: [[slow]] }, { main, side, programme: () => programme, now: () => clock.now });
    await sentinel.put(...Array.from({ length: 12 }, () => report('visit', 'north')));
    const { changes } = await main.changes({ since: '0', limit: 100, docs: true });
    await engine.settle(changes);
    expect(seen).to.have.length(12);
    expect([seen[0], seen.at(-1)]).to.deep.equal([false, true]);
  });
});
