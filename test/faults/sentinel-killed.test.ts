import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { until } from '../world.ts';
import { centre, district, expectSettled, put, report, seeded, wait } from './district.ts';

describe('A sentinel killed in the middle of a cascade over 1,000 contacts', () => {
  const docs = centre('centre', 1000);
  let rounds: Awaited<ReturnType<typeof district>>;
  before(async function () {
    this.timeout(120_000);
    rounds = await district(docs);
  });
  after(() => rounds?.close());

  it('ends, wherever it was killed, in the state that the report asked for, with one history entry and one answer', async function () {
    this.timeout(600_000);
    const random = seeded(1);
    const reports = [report('mute', 'centre')];
    const begun = performance.now();
    await put(rounds.main, ...reports);
    await until('the first report is answered', async () => (await rounds.main.get<Report>(reports[0]!._id))?.tasks);
    const undisturbed = performance.now() - begun;
    for (let kill = 0; kill < 20; kill++) {
      const next = report(kill % 2 === 0 ? 'unmute' : 'mute', 'centre');
      reports.push(next);
      await put(rounds.main, next);
      await wait(random() * undisturbed);
      await rounds.sentinel.restart('SIGKILL');
      await rounds.settled();
      await expectSettled(rounds, docs, reports);
    }
  });
});
