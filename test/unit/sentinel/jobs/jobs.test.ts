import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type JobRequest, type JobsState, jobRequestId, jobsStateId } from '@rounds/ddocs/documents/sentinel-docs.ts';
import { everyFiveMinutes, type Job } from '@rounds/sentinel/jobs/job.ts';
import { openRunner, type Runner } from '@rounds/sentinel/jobs/runner.ts';
import { cron } from '@rounds/sentinel/jobs/timetable.ts';
import { expect } from 'chai';
import { day, type SentinelInMemory, sentinelInMemory } from '../engine/sentinel-in-memory.ts';
import { jobContext } from './job-context.ts';

const minutes = (count: number): number => count * 60_000;

describe('The timed jobs', () => {
  let world: SentinelInMemory;
  let fence: () => void;
  const ran: string[] = [];
  const job = (name: string, more: Partial<Job> = {}): Job => ({
    name,
    about: name,
    when: everyFiveMinutes,
    run: async ({ byHand }) => {
      ran.push(byHand ? `${name} by hand` : name);
      return { done: 3, note: 'all well' };
    },
    ...more,
  });
  const start = (...jobs: Job[]): Runner => openRunner({ ...jobContext(world), jobs, fence: () => fence() });
  const turn = (runner: Runner) => runner.turn(new AbortController().signal);
  const state = async (name: string) => (await world.side.get<JobsState>(jobsStateId))?.jobs[name];
  const ask = (name: string) =>
    world.side.write([
      {
        _id: jobRequestId(name),
        type: 'job-request',
        job: name,
        wish: 'w1',
        requested: '2026-01-14T10:00:00Z',
        state: 'wanted',
      },
    ]);
  const answer = (name: string) => world.side.get<JobRequest>(jobRequestId(name));

  beforeEach(async () => {
    world = await sentinelInMemory();
    fence = () => {};
    ran.length = 0;
  });
  afterEach(() => world.close());

  it('run when they are due, one after the other, and each once', async () => {
    const runner = start(job('first'), job('second'), job('nightly', { when: cron('0 2 * * *') }));
    await turn(runner);
    expect(ran).to.deep.equal([]);
    world.clock.now += minutes(5);
    await turn(runner);
    await turn(runner);
    expect(ran).to.deep.equal(['first', 'second']);
    world.clock.now += minutes(5);
    await turn(runner);
    expect(ran).to.deep.equal(['first', 'second', 'first', 'second']);
    world.clock.now += day;
    await turn(runner);
    expect(ran.slice(4)).to.deep.equal(['first', 'second', 'nightly']);
  });

  it('tell when they last ran, how long it took, how many things they did, and what went wrong', async () => {
    const slow = job('slow', {
      run: async () => {
        world.clock.now += 1500;
        return { done: 7, note: 'two pages' };
      },
    });
    const broken = job('broken', {
      run: async () => {
        throw new Error('no paper');
      },
    });
    const runner = start(broken, slow);
    world.clock.now += minutes(5);
    await turn(runner);
    expect(await state('slow')).to.deep.equal({
      started: '2026-01-14T10:05:00.000Z',
      ended: '2026-01-14T10:05:01.500Z',
      duration: 1500,
      done: 7,
      note: 'two pages',
      succeeded: '2026-01-14T10:05:01.500Z',
      runs: 1,
      failures: 0,
    });
    expect(await state('broken')).to.include({ error: 'no paper', runs: 1, failures: 1 });
    world.clock.now += minutes(5);
    await turn(runner);
    expect(await state('broken')).to.include({ error: 'no paper', runs: 2, failures: 2 });
  });

  it('make up for what was missed while no sentinel led', async () => {
    const stop = new AbortController();
    const nightly = job('nightly', {
      when: cron('0 2 * * *'),
      run: async () => {
        ran.push('nightly');
        if (ran.length === 2) stop.abort();
        return { done: 0 };
      },
    });
    const runner = start(nightly);
    world.clock.now += day;
    await turn(runner);
    world.clock.now += 3 * day;
    await start(nightly).lead(stop.signal);
    expect(ran).to.deep.equal(['nightly', 'nightly']);
  });

  it('run when they are due though a machine whose clock was ahead ran them before', async () => {
    const ahead = '2026-03-01T00:00:00.000Z';
    const before = { started: ahead, ended: ahead, duration: 1, done: 0, runs: 1, failures: 0 };
    await world.side.write([
      { _id: jobsStateId, type: 'jobs-state', jobs: { first: before }, updated: ahead } as JobsState,
    ]);
    const runner = start(job('first'));
    await runner.wishes(new AbortController().signal);
    await turn(runner);
    expect(ran).to.deep.equal([]);
    world.clock.now += minutes(5);
    await turn(runner);
    expect(ran).to.deep.equal(['first']);
    // And this machine's own clock may be set back.
    world.clock.now -= day;
    await turn(runner);
    world.clock.now += minutes(5);
    await turn(runner);
    expect(ran).to.deep.equal(['first', 'first']);
  });

  it('end when the sentinel ends, and are due again', async () => {
    const stop = new AbortController();
    const long = job('long', {
      run: async (_, signal) => {
        ran.push('long');
        stop.abort();
        return { done: signal.aborted ? 1 : 2 };
      },
    });
    const runner = start(long, job('after'));
    world.clock.now += minutes(5);
    await runner.turn(stop.signal);
    expect(ran).to.deep.equal(['long']);
    expect(await state('long')).to.deep.include({ interrupted: true, done: 1 });
    await turn(runner);
    expect(ran).to.deep.equal(['long', 'long', 'after']);
  });

  it('run by hand whatever the hour, and answer whoever asked', async () => {
    const runner = start(job('nightly', { when: cron('0 2 * * *') }));
    await ask('nightly');
    await ask('daily');
    await turn(runner);
    await turn(runner);
    expect(ran).to.deep.equal(['nightly by hand']);
    expect(await answer('nightly')).to.deep.include({ state: 'done', wish: 'w1' });
    expect((await answer('nightly'))?.outcome).to.include({ done: 3, note: 'all well' });
    expect((await answer('daily'))?.outcome?.error).to.equal('There is no job daily');
  });

  it('run again by hand for whoever asked a sentinel that was killed meanwhile', async () => {
    await ask('nightly');
    await world.side.write([{ ...(await answer('nightly'))!, state: 'running' }]);
    await turn(start(job('nightly', { when: cron('0 2 * * *') })));
    expect(ran).to.deep.equal(['nightly by hand']);
  });

  describe('with one that ends the process', () => {
    let kills: boolean;
    let died = () => {};
    const deadly = job('deadly', {
      // A run that ends its process comes back to nobody.
      run: async () => {
        ran.push('deadly');
        if (kills) await new Promise(() => died());
        return { done: 1 };
      },
    });
    /** What a sentinel does until it is done or dead. @returns whether it lives */
    const live = (work: (signal: AbortSignal) => Promise<void>): Promise<boolean> =>
      new Promise((resolve, reject) => {
        died = () => resolve(false);
        work(new AbortController().signal).then(() => resolve(true), reject);
      });
    const count = (name: string) => ran.filter(one => one === name).length;
    /** Sentinel after sentinel, each of which looks once a minute. */
    const sentinels = async (until: number): Promise<void> => {
      while (world.clock.now < until) {
        const runner = start(deadly, job('other'));
        await runner.wishes(new AbortController().signal);
        while (world.clock.now < until && (await live(runner.turn))) world.clock.now += minutes(1);
      }
    };

    beforeEach(async () => {
      kills = true;
      const runner = start(job('other'));
      world.clock.now += minutes(5);
      await turn(runner);
    });

    it('let that one rest longer each time while the others go on, and are in order once it comes to its end', async () => {
      world.clock.now += minutes(5);
      await sentinels(world.clock.now + minutes(60));
      expect([count('deadly'), count('other')]).to.deep.equal([7, 13]);
      expect(await state('deadly')).to.include({ cut: 7, runs: 7, failures: 7 });
      kills = false;
      await sentinels(world.clock.now + minutes(60));
      expect(await state('deadly'))
        .to.include({ done: 1 })
        .and.not.have.any.keys('cut', 'error');
    });

    it('give it up for whoever asked when three processes have ended in it', async () => {
      await ask('deadly');
      for (const lives of [false, false, false, true]) expect(await live(start(deadly).wishes)).to.equal(lives);
      expect(count('deadly')).to.equal(3);
      expect((await answer('deadly'))?.state).to.equal('done');
      expect((await answer('deadly'))?.outcome?.error).to.match(/^The sentinel ended while this ran, 3 times in a row/);
    });
  });

  it('all run at once when a person wishes it, but for those that have their own hour', async () => {
    const runner = start(job('first'), job('nightly', { when: cron('0 2 * * *') }), job('second'));
    runner.wishAll();
    await turn(runner);
    expect(ran).to.deep.equal(['first by hand', 'second by hand']);
  });

  it('tell how far they are while they are at it', async () => {
    const seen: unknown[] = [];
    const long = job('long', {
      run: async ({ progress }) => {
        for (const done of [100, 200, 300]) {
          world.clock.now += 1500;
          progress(done, 1000);
          await new Promise(resolve => setTimeout(resolve, 20));
          seen.push([(await state('long'))?.done, (await answer('long'))?.outcome?.done]);
        }
        return { done: 300 };
      },
    });
    await ask('long');
    await turn(start(long));
    expect(seen).to.deep.equal([
      [0, 0],
      [200, 200],
      [200, 200],
    ]);
    expect(await state('long')).to.include({ done: 300, total: 1000, duration: 4500 });
  });

  it('stop when the lease is lost, and count that for no failure', async () => {
    const writing = job('first', {
      run: async context => {
        context.fence();
        return { done: 1 };
      },
    });
    const runner = start(writing, job('second'));
    world.clock.now += minutes(5);
    fence = () => {
      throw new AppError('sentinel/not-leader', 'The lease has run out');
    };
    const thrown = await turn(runner).catch((error: unknown) => error);
    expect(thrown).to.include({ code: 'sentinel/not-leader' });
    expect([ran, await state('first')]).to.deep.equal([[], undefined]);
  });
});
