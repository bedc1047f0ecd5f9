import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openEngine } from '@rounds/sentinel/engine/engine.ts';
import { allRules } from '@rounds/sentinel/rules.ts';
import { expect } from 'chai';
import {
  day,
  mutingSettings,
  report,
  type SentinelInMemory,
  sentinelInMemory,
  village,
  wednesday,
} from '../engine/sentinel-in-memory.ts';

describe('A registration that the api settles while the sentinel lifts a mute', () => {
  let sentinel: SentinelInMemory;
  beforeEach(async () => {
    sentinel = await sentinelInMemory({ settings: mutingSettings, docs: village() });
    await sentinel.put(report('mute', 'ann of north'));
    await sentinel.settle();
    sentinel.clock.now += 60_000;
  });
  afterEach(() => sentinel.close());

  const states = async (id: string) => (await sentinel.report(id)).scheduled_tasks!.map(({ state }) => state);
  /** An api that has read what it must know when this happens, and writes afterwards. */
  const apiHeldUpBy = (meanwhile: () => Promise<void>) => {
    const { main, side, programme, clock } = sentinel;
    let happened = false;
    const store: Store = {
      ...main,
      write: async (docs: readonly Doc[]) => {
        if (!happened) {
          happened = true;
          await meanwhile();
        }
        return main.write(docs);
      },
    };
    return openEngine(allRules, { main: store, side, programme: () => programme, now: () => clock.now });
  };
  const pregnancy = () => report('pregnancy', 'ann of north', { reported_date: sentinel.clock.now });

  it('has its messages back', async () => {
    const lifted = report('unmute', 'ann of north', { reported_date: sentinel.clock.now - 1000 });
    const api = apiHeldUpBy(async () => {
      await sentinel.put(lifted);
      await sentinel.settle();
    });
    const { _id } = (await api.receive([pregnancy()]))[0]!;
    expect(await states(_id)).to.deep.equal(['muted', 'muted']);
    await sentinel.settle();
    expect(await sentinel.muted()).to.deep.equal([]);
    expect(await states(_id)).to.deep.equal(['scheduled', 'scheduled']);
    const { _rev } = await sentinel.report(_id);
    sentinel.restart('0');
    await sentinel.settle();
    expect((await sentinel.report(_id))._rev).to.equal(_rev);
  });

  it('keeps silent while its subject is muted', async () => {
    const { _id } = (await sentinel.engine.receive([pregnancy()]))[0]!;
    await sentinel.put({ ...(await sentinel.report(_id)), verified: true });
    await sentinel.settle();
    expect(await states(_id)).to.deep.equal(['muted', 'muted']);
  });

  it('keeps silent what somebody silenced at a screen, and what was due before today', async () => {
    const history = (...states: ('muted' | 'scheduled')[]) =>
      states.map(state => ({ state, timestamp: new Date(wednesday).toISOString() }));
    const task = { type: 'visits', state: 'muted', state_details: { reason: 'muted', root: 'ann of north' } } as const;
    const due = (days: number) => new Date(wednesday + days * day).toISOString();
    const silenced = report('pregnancy', 'ben of north', {
      scheduled_tasks: [
        { ...task, due: due(7), state_history: history('scheduled', 'muted') },
        { ...task, due: due(-1), state_history: history('muted') },
      ],
    });
    await sentinel.put(silenced);
    await sentinel.settle();
    expect(await states(silenced._id)).to.deep.equal(['muted', 'muted']);
  });
});
