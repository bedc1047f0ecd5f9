import {
  checkpointId,
  type Lease,
  leaseId,
  type SentinelState,
  stateId,
} from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { expect } from 'chai';
import { startProgram } from '../../scripts/start/processes.ts';
import { until } from '../world.ts';
import { centre, district, expectSettled, put, report, seeded, wait } from './district.ts';

/** Long enough that a busy machine does not lose it, too. */
const lease = 4000;
const pauses = 4;

describe('A sentinel that is stopped in the middle of its work for longer than its lease lasts, and goes on', () => {
  const docs = centre('centre', 400);
  let rounds: Awaited<ReturnType<typeof district>>;
  let second: ReturnType<typeof startProgram>;
  before(async function () {
    this.timeout(120_000);
    rounds = await district(docs, { lease });
    const env = {
      COUCH_URL: rounds.couchUrl,
      ROUNDS_DB: rounds.databases.main,
      LOG_LEVEL: 'warn',
      LEASE_MS: String(lease),
    };
    second = startProgram({ name: 'second sentinel', file: 'sentinel/main.ts', env });
  });
  after(async () => {
    await second?.stop('SIGKILL');
    await rounds?.close();
  });

  const holder = async () => (await rounds.side.get<Lease>(leaseId))?.holder ?? '';
  /** What was written since, but for what the other sentinel says of itself. */
  const written = async (store: Store, since: string): Promise<string[]> =>
    (await store.changes({ since, limit: 1000 })).changes.map(({ id }) => id).filter(id => !/^(lease|state):/.test(id));

  it('writes nothing once another sentinel leads, which finishes the work and does nothing twice', async function () {
    this.timeout(300_000);
    const random = seeded(11);
    const reports = [report('mute', 'centre')];
    const begun = performance.now();
    await put(rounds.main, ...reports);
    await rounds.settled();
    const undisturbed = performance.now() - begun;
    for (let pause = 0; pause < pauses; pause++) {
      const leader = await holder();
      const pid = Number(leader.split('/').at(-2));
      expect([rounds.sentinel.pid, second.pid]).to.include(pid);
      const some = [
        report(pause % 2 === 0 ? 'unmute' : 'mute', 'centre'),
        report(pause % 2 === 0 ? 'mute' : 'unmute', 'centre'),
      ];
      const last = report(some[0]!.form as 'mute', 'centre');
      reports.push(...some, last);
      await put(rounds.main, some[0]!);
      await wait(random() * undisturbed);
      process.kill(pid, 'SIGSTOP');
      try {
        await until('the other leads', async () => ![leader, ''].includes(await holder()));
        await put(rounds.main, some[1]!);
        await put(rounds.main, last);
        await rounds.settled();
        await until(
          'the other says so',
          async () => (await rounds.side.get<SentinelState>(stateId))?.leader === (await holder()),
        );
        const [main, side] = await Promise.all([rounds.main.info(), rounds.side.info()]);
        const other = await holder();
        process.kill(pid, 'SIGCONT');
        await wait(1.5 * lease);
        expect(await written(rounds.main, main.seq)).to.deep.equal([]);
        expect(await written(rounds.side, side.seq)).to.deep.equal([]);
        // The sentinel that leads may move it on where nothing is left to settle; nobody has put it back.
        const { value } = (await rounds.side.getLocal<{ value: string }>(checkpointId))!;
        expect((await rounds.main.changes({ since: value, limit: 1 })).changes).to.deep.equal([]);
        expect([await holder(), (await rounds.side.get<SentinelState>(stateId))?.leader]).to.deep.equal([other, other]);
      } finally {
        process.kill(pid, 'SIGCONT');
      }
      await expectSettled(rounds, docs, reports);
    }
  });
});
