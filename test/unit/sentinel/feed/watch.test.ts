import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { checkpointId, type FailedChange, failedId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Change, Store } from '@rounds/ddocs/store/store.ts';
import { readProgramme } from '@rounds/sentinel/feed/in-force.ts';
import { openParked } from '@rounds/sentinel/feed/parked.ts';
import { watch } from '@rounds/sentinel/feed/watch.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { expect } from 'chai';
import { day, type SentinelInMemory, sentinelInMemory, wednesday } from '../engine/sentinel-in-memory.ts';

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const docs = (count: number): Doc[] =>
  Array.from({ length: count }, (_, at) => ({ _id: `doc-${String(at).padStart(2, '0')}` }));

describe('Following the feed', () => {
  let world: SentinelInMemory;
  afterEach(() => world.close());

  /** Follows the feed until it has caught up. @param settle what the engine does with a batch */
  const follow = async (
    settle: (changes: readonly Change[]) => Promise<void>,
    more: { size?: number; side?: Store; main?: Store } = {},
  ) => {
    const asked: string[][] = [];
    const slept: number[] = [];
    let reloads = 0;
    const engine = {
      settle: async (changes: readonly Change[]) => {
        asked.push(changes.map(({ id }) => id));
        await settle(changes);
        return changes.length;
      },
    };
    const { main } = world;
    const { side = world.side } = more;
    const parked = openParked({ main, side, engine, now: () => world.clock.now, log: quiet });
    await parked.load();
    const stop = new AbortController();
    const options = {
      main,
      side,
      engine,
      parked,
      fence: () => {},
      log: quiet,
      reload: async () => {
        reloads++;
      },
      sleep: async (ms: number) => {
        slept.push(ms);
      },
      gate: { isOpen: () => true, pass: async () => {} },
      onBatch: async ({ backlog }: { backlog: number }) => {
        if (backlog === 0) stop.abort();
      },
      ...more,
    };
    await watch(options, stop.signal);
    return { asked, slept, parked, reloads: () => reloads };
  };
  const checkpoint = async () => (await world.side.getLocal<{ value: string }>(checkpointId))?.value;
  const failOn =
    (...ids: string[]) =>
    async (changes: readonly Change[]) => {
      if (changes.some(({ id }) => ids.includes(id))) throw new Error('This one is broken');
    };

  it('settles in batches, writes the checkpoint after each, and goes on from there', async () => {
    world = await sentinelInMemory({ docs: docs(25) });
    const first = await follow(async () => {}, { size: 10 });
    expect(first.asked.map(({ length }) => length)).to.deep.equal([10, 10, 5]);
    expect(await checkpoint()).to.equal((await world.main.info()).seq);
    await world.put({ _id: 'new' });
    expect((await follow(async () => {})).asked).to.deep.equal([['new']]);
  });

  it('has the next batch fetched while one is settled', async () => {
    world = await sentinelInMemory({ docs: docs(15) });
    let asked = 0;
    let second = () => {};
    const isAskedAgain = new Promise<void>(resolve => {
      second = resolve;
    });
    const changes: Store['changes'] = options => {
      asked++;
      if (asked === 2) second();
      return world.main.changes(options);
    };
    // Would never end if the second were asked for only after the first was settled.
    const { asked: settled } = await follow(() => isAskedAgain, { size: 10, main: { ...world.main, changes } });
    expect(settled.map(({ length }) => length)).to.deep.equal([10, 5]);
  });

  it('parks a change that cannot be settled where everybody can see it, and settles all others', async () => {
    world = await sentinelInMemory({ docs: docs(20) });
    const settled = new Set<string>();
    const { slept, parked } = await follow(async changes => {
      await failOn('doc-07')(changes);
      for (const { id } of changes) settled.add(id);
    });
    expect(settled.size).to.equal(19);
    expect(slept).to.deep.equal([100, 200, 400]);
    expect(parked.size).to.equal(1);
    expect(await world.side.get<FailedChange>(failedId('doc-07'))).to.include({
      type: 'failed',
      doc_id: 'doc-07',
      reason: 'This one is broken',
      attempts: 1,
      first_failed: '2026-01-14T10:00:00.000Z',
    });
    expect(await checkpoint()).to.equal((await world.main.info()).seq);
  });

  it('does not pass a change that can neither be settled nor parked', async () => {
    world = await sentinelInMemory({ docs: docs(2) });
    const side: Store = {
      ...world.side,
      write: async given =>
        given.map(({ _id }) => ({ id: _id, ok: false, error: 'forbidden', reason: 'the disk is full' })),
    };
    const thrown = await follow(failOn('doc-01'), { side }).catch((error: unknown) => error);
    expect(thrown).to.include({
      code: 'store/refused',
      message: `${side.name} refused failed:doc-01: the disk is full`,
    });
    expect(await checkpoint()).to.equal(undefined);
  });

  it('counts it for no attempt at a parked change that another sentinel leads, or that the database is away', async () => {
    world = await sentinelInMemory({ docs: docs(1) });
    const { parked } = await follow(failOn('doc-00'));
    const before = await world.side.get<FailedChange>(failedId('doc-00'));
    for (const code of ['sentinel/not-leader', 'store/unreachable'] as const) {
      const settle = () => Promise.reject(new AppError(code, code));
      const again = openParked({
        main: world.main,
        side: world.side,
        engine: { settle },
        now: () => world.clock.now,
        log: quiet,
      });
      expect(await again.retry(true).catch((error: unknown) => error)).to.include({ code });
    }
    expect([parked.size, await world.side.get(failedId('doc-00'))]).to.deep.equal([1, before]);
  });

  it('takes a change off the parking place when its document changes and settles', async () => {
    world = await sentinelInMemory({ docs: docs(3) });
    await follow(failOn('doc-01'));
    await world.put({ ...(await world.contact('doc-01')), better: true });
    await follow(async () => {});
    expect(await world.side.get(failedId('doc-01'))).to.equal(null);
  });

  it('tries parked changes again in their turn, later each time, and at once by hand', async () => {
    world = await sentinelInMemory({ docs: docs(3) });
    await follow(failOn('doc-01'));
    let broken = true;
    const tried: string[] = [];
    const engine = {
      settle: async (changes: readonly Change[]) => {
        tried.push(...changes.map(({ id }) => id));
        if (broken) throw new Error('Still broken');
        return 1;
      },
    };
    const parked = openParked({ main: world.main, side: world.side, engine, now: () => world.clock.now, log: quiet });
    await parked.load();
    expect(await parked.retry()).to.equal(1);
    expect(tried).to.deep.equal([]);
    world.clock.now = wednesday + 60_000;
    await parked.retry();
    expect(await world.side.get<FailedChange>(failedId('doc-01'))).to.include({ attempts: 2, reason: 'Still broken' });
    world.clock.now += 60_000;
    await parked.retry();
    expect(tried).to.have.length(1);
    broken = false;
    expect(await parked.retry(true)).to.equal(0);
    expect(await world.side.get(failedId('doc-01'))).to.equal(null);
  });

  it('waits for a database that is away rather than park what it holds', async () => {
    world = await sentinelInMemory({ docs: docs(4) });
    let away = 3;
    const { asked, slept, parked } = await follow(async () => {
      if (away-- > 0) throw new AppError('store/unreachable', 'Nobody answers');
    });
    expect(asked).to.have.length(4);
    expect(slept).to.deep.equal([100, 200, 400]);
    expect(parked.size).to.equal(0);
  });

  it('stops, with the checkpoint where it was, when another sentinel leads', async () => {
    world = await sentinelInMemory({ docs: docs(4) });
    const lost = follow(async () => {
      throw new AppError('sentinel/not-leader', 'The lease has run out');
    });
    const error = await lost.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).to.include({ code: 'sentinel/not-leader' });
    expect(await checkpoint()).to.equal(undefined);
  });

  it('reads the settings again when they, or words, are among the changes', async () => {
    world = await sentinelInMemory({ docs: docs(2) });
    expect((await follow(async () => {})).reloads()).to.equal(0);
    await world.put({ _id: 'messages-sw', type: 'translations', code: 'sw' });
    expect((await follow(async () => {})).reloads()).to.equal(1);
    await world.put({ _id: 'settings', settings: {} });
    expect((await follow(async () => {})).reloads()).to.equal(1);
  });

  it('turns off the transitions that a faulty section concerns, and runs the rest', async () => {
    const settings = {
      transitions: { muting: true, registration: true },
      muting: { mute_forms: 'mute' },
      registrations: [{ form: 'p' }],
    };
    world = await sentinelInMemory({
      docs: [
        { _id: 'settings', settings },
        { _id: 'messages-sw', type: 'translations', code: 'sw', custom: { yes: 'ndiyo' } },
      ],
    });
    const programme = await readProgramme(world.main);
    expect(programme?.off.map(({ section, transitions }) => [section, transitions])).to.deep.equal([
      ['muting', ['muting']],
    ]);
    expect(programme?.settings.transitions).to.deep.include({ muting: false, registration: true });
    expect(programme?.words.sw).to.deep.equal({ yes: 'ndiyo' });
  });

  it('writes for each new document that it has seen it, whatever it is', async () => {
    world = await sentinelInMemory({ docs: [{ _id: 'form:mute', type: 'form' }] });
    await world.settle();
    expect(await world.info('form:mute')).to.deep.include({
      type: 'info',
      doc_id: 'form:mute',
      initial_replication_date: 'unknown',
      latest_replication_date: 'unknown',
      transitions: {},
    });
    world.clock.now += day;
  });
});
