import type { Doc } from '@rounds/ddocs/doc.ts';
import type { Store } from '@rounds/ddocs/store.ts';
import { expect } from 'chai';
import { mutingSettings, report, type SentinelInMemory, sentinelInMemory, village, wednesday } from './sentinel-in-memory.ts';

/** Everything that matters in both databases: not revisions, not when a state was written down. */
const contents = async ({ main, side }: SentinelInMemory): Promise<unknown> => {
  const docs = (await Promise.all([main, side].map(store => store.range({ from: '', to: '\ufff0', limit: 1000 })))).flat();
  return docs.map(doc =>
    JSON.parse(
      JSON.stringify(doc, (key, value) => (['_rev', 'last_rev', 'seq', 'run_date', 'state_history'].includes(key) ? undefined : value)),
    ),
  );
};

/** Databases that end the sentinel at a certain write, half of whose documents are still written. */
const endingAt = (fatal: number) => {
  let writes = 0;
  return (store: Store): Store => ({
    ...store,
    write: async (docs: readonly Doc[], options) => {
      if (++writes < fatal) return store.write(docs, options);
      if (writes === fatal) await store.write(docs.slice(0, Math.ceil(docs.length / 2)), options);
      throw new Error('killed');
    },
  });
};

describe('A sentinel killed at any of its writes', () => {
  const reports = () => [
    report('pregnancy', 'ann of north', { _id: 'pregnancy' }),
    report('mute', 'ben of north', { _id: 'first', reported_date: wednesday - 400 }),
    report('mute', 'centre', { _id: 'second', reported_date: wednesday - 300 }),
    report('unmute', 'ann of north', { _id: 'third', reported_date: wednesday - 200 }),
    report('mute', 'north', { _id: 'late', reported_date: wednesday - 250 }),
  ];

  /** Settles the reports one after the other, killed at a write. */
  const story = async (fatal: number, unmute_policy: string): Promise<{ contents: unknown; killed: boolean }> => {
    const settings = { ...mutingSettings, muting: { ...mutingSettings.muting, unmute_policy } };
    const sentinel = await sentinelInMemory({ settings, docs: village() });
    sentinel.disturb(endingAt(fatal));
    sentinel.restart();
    let killed = false;
    const settle = async () => {
      try {
        await sentinel.settle();
      } catch {
        killed = true;
        sentinel.disturb(store => store);
        sentinel.restart();
        await sentinel.settle();
      }
    };
    await settle();
    for (const one of reports()) {
      await sentinel.put(one);
      await settle();
    }
    const found = await contents(sentinel);
    await sentinel.close();
    return { contents: found, killed };
  };

  for (const policy of ['topmost', 'restore'])
    it(`does nothing twice and leaves nothing out: ${policy}`, async function () {
      this.timeout(30_000);
      const undisturbed = await story(Number.POSITIVE_INFINITY, policy);
      let fatal = 1;
      for (; ; fatal++) {
        const disturbed = await story(fatal, policy);
        if (!disturbed.killed) break;
        expect(disturbed.contents, `killed at write ${fatal}`).to.deep.equal(undisturbed.contents);
      }
      expect(fatal).to.be.greaterThan(10);
    });
});
