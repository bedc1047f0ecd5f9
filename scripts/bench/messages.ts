import type { Benchmark } from './figures/benchmark.ts';
import { dueRates } from './messages/due.ts';
import { gatewayRates, type Rates } from './messages/gateway.ts';

/**
 * How many messages come in one request at most, and how many scheduled messages lie in the database: for a quick look,
 * fewer.
 */
const { BENCH_MESSAGES = '10000', BENCH_SCHEDULED = '1000000' } = process.env;

/** SMS in and out: messages received, their states, and scheduled messages released out of a million. */
export const benchmark: Benchmark = async ({ runs, say }) => {
  const [messages, scheduled] = [Number(BENCH_MESSAGES), Number(BENCH_SCHEDULED)];
  const all: Rates[] = [];
  for (let run = 0; run < runs; run += 1)
    all.push(await gatewayRates(messages, text => say(`run ${run + 1}: ${text}`)));
  const works = [...(all[0]?.keys() ?? [])];
  const due = Math.max(1, Math.round(scheduled / 100));
  return [
    ...works.map(work => ({
      work,
      values: all.map(rates => rates.get(work)!),
      unit: work.startsWith('states') ? 'changes/s' : 'messages/s',
    })),
    {
      work: `due messages released, ${due.toLocaleString('en')} of ${scheduled.toLocaleString('en')} scheduled`,
      values: await dueRates({ scheduled, due, runs }, say),
      unit: 'messages/s',
    },
  ];
};
