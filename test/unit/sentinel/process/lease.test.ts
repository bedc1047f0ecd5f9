import { type Lease, leaseId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openLease } from '@rounds/sentinel/process/lease.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { expect } from 'chai';
import { type SentinelInMemory, sentinelInMemory, wednesday } from '../engine/sentinel-in-memory.ts';

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const lasts = 6000;

describe('The lease of the sentinel that leads', () => {
  let world: SentinelInMemory;
  beforeEach(async () => {
    world = await sentinelInMemory();
  });
  afterEach(() => world.close());

  /** A sentinel with a clock of its own, which goes on while it sleeps. */
  const sentinel = (
    holder: string,
    more: { isGone?: (other: string) => boolean; side?: Store; ahead?: number; lasts?: number } = {},
  ) => {
    const clock = { now: wednesday + (more.ahead ?? 0), slept: 0 };
    let onSleep = async (): Promise<void> => {};
    const sleep = async (ms: number) => {
      clock.now += ms;
      clock.slept += ms;
      await onSleep();
    };
    const lease = openLease({
      side: world.side,
      holder,
      now: () => clock.now,
      steady: () => clock.slept,
      sleep,
      log: quiet,
      lasts,
      ...more,
    });
    const whileItSleeps = (act: () => Promise<void>) => {
      onSleep = act;
    };
    return { lease, clock, whileItSleeps };
  };
  const forever = new AbortController().signal;
  const holder = async () => (await world.side.get<Lease>(leaseId))?.holder;
  const mayWrite = ({ lease }: ReturnType<typeof sentinel>): boolean => {
    try {
      lease.fence();
      return true;
    } catch {
      return false;
    }
  };

  it('is had by the first who asks, and lets nobody write before', async () => {
    const first = sentinel('first');
    expect(mayWrite(first)).to.equal(false);
    await first.lease.acquire(forever);
    expect(await holder()).to.equal('first');
    expect(mayWrite(first)).to.equal(true);
  });

  it('goes to a standby once it has not been renewed for as long as it lasts, whatever the clocks of the machines say', async () => {
    const [first, second] = [sentinel('first'), sentinel('second', { ahead: 86_400_000 })];
    await first.lease.acquire(forever);
    await second.lease.acquire(forever);
    expect(await holder()).to.equal('second');
    expect(second.clock.slept).to.be.within(lasts, 2 * lasts);
  });

  it('does not go to a standby whose clock is set forward, and goes no later to one whose clock is set back', async () => {
    for (const change of [86_400_000, -86_400_000]) {
      const [first, second] = [sentinel('first'), sentinel('second')];
      await first.lease.acquire(forever);
      second.whileItSleeps(async () => {
        if (second.clock.slept === 2000) second.clock.now += change;
      });
      await second.lease.acquire(forever);
      expect(second.clock.slept).to.be.within(lasts, 2 * lasts);
      await second.lease.release();
    }
  });

  it('goes no sooner to a standby that was told that leases are shorter', async () => {
    const [first, second] = [sentinel('first', { lasts: 30_000 }), sentinel('second')];
    await first.lease.acquire(forever);
    await second.lease.acquire(forever);
    expect(second.clock.slept).to.be.within(30_000, 36_000);
  });

  const clocks: [what: string, now: number, steady: number, mayWrite: boolean][] = [
    ['both clocks say that little time has passed', 4000, 4000, true],
    ['a machine slept, and one of its clocks with it', 60_000, 0, false],
    ['somebody set the clock back while it was paused', -3_600_000, 60_000, false],
  ];
  for (const [what, now, steady, may] of clocks)
    it(`lets its leader write${may ? '' : ' no more'} when ${what}`, async () => {
      const first = sentinel('first');
      await first.lease.acquire(forever);
      first.clock.now += now;
      first.clock.slept += steady;
      expect(mayWrite(first)).to.equal(may);
    });

  it('stays with a leader that renews it', async () => {
    const [first, second] = [sentinel('first'), sentinel('second')];
    await first.lease.acquire(forever);
    let renewals = 0;
    const [stopFirst, stopSecond] = [new AbortController(), new AbortController()];
    second.whileItSleeps(async () => {
      const { _rev, ...lease } = (await world.side.get<Lease>(leaseId))!;
      await world.side.write([{ ...lease, _rev, until: ++renewals } as Lease]);
      if (renewals === 20) stopSecond.abort();
    });
    await second.lease.acquire(stopSecond.signal);
    expect(await holder()).to.equal('first');
    stopFirst.abort();
  });

  it('ends for a leader that finds it in other hands', async () => {
    const [first, second] = [sentinel('first'), sentinel('second')];
    await first.lease.acquire(forever);
    await second.lease.acquire(forever);
    await first.lease.hold(forever);
    expect(mayWrite(first)).to.equal(false);
    expect(mayWrite(second)).to.equal(true);
  });

  it('stops a leader from writing before a standby could take over, when the database is away', async () => {
    let away = false;
    const side: Store = {
      ...world.side,
      write: docs => (away ? Promise.reject(new Error('away')) : world.side.write(docs)),
    };
    const first = sentinel('first', { side });
    await first.lease.acquire(forever);
    away = true;
    const stop = new AbortController();
    const writable: [number, boolean][] = [];
    first.whileItSleeps(async () => {
      writable.push([first.clock.now - wednesday, mayWrite(first)]);
      if (writable.length === 5) away = false;
      if (writable.length === 6) stop.abort();
    });
    await first.lease.hold(stop.signal);
    expect(writable).to.deep.equal([
      [1500, true],
      [3000, true],
      [4500, true],
      [6000, false],
      [7500, false],
      [9000, true],
    ]);
  });

  it('goes at once to a standby when it is given up, or its holder is known to be gone', async () => {
    const [first, second, third] = [
      sentinel('first'),
      sentinel('second'),
      sentinel('third', { isGone: other => other === 'second' }),
    ];
    await first.lease.acquire(forever);
    await first.lease.release();
    expect(mayWrite(first)).to.equal(false);
    await second.lease.acquire(forever);
    await third.lease.acquire(forever);
    expect([second.clock.slept, third.clock.slept]).to.deep.equal([0, 0]);
    expect(await holder()).to.equal('third');
  });
});
