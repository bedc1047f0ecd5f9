// `npm run bench`: the benchmarks of scripts/bench.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { nearest } from '@rounds/config/sections/nearest.ts';
import { type BenchContext, type Benchmark, benchHead, benchRows } from './bench/figures/benchmark.ts';
import { tsx } from './checks/checks.ts';
import { buildWebapp, isStale } from './start/webapp.ts';
import { asked } from './terminal/asked.ts';
import { table } from './terminal/console.ts';
import { whenUnread } from './terminal/unread.ts';

const folder = new URL('bench/', import.meta.url);
const all = readdirSync(folder)
  .filter(file => file.endsWith('.ts'))
  .map(file => file.slice(0, -3));
const { positionals: named } = asked({
  usage: ['npm run bench [-- <name>…]'],
  about:
    'Measures, on the embedded database and, when COUCH_URL is set, on that CouchDB too; everything when nothing is named. scripts/bench/README.md has the figures of today.',
  words: [['<name>', `one of ${all.join(', ')}`]],
  heeds: [
    'COUCH_URL',
    'BENCH_RUNS',
    'BENCH_FOLDER',
    'BENCH_MESSAGES',
    'BENCH_SCHEDULED',
    'BENCH_PEOPLE',
    'BENCH_DAYS',
    'BENCH_CROWD',
    'BENCH_SHARE',
    'CHROMIUM',
  ],
  examples: ['BENCH_RUNS=1 npm run bench -- sentinel', 'BENCH_FOLDER=../a-csv-folder npm run bench -- folder'],
});
// With it end the databases that it started.
whenUnread(() => process.exit(0));
/** BENCH_HERE is set by this script itself, for the process that it starts for each database. */
const { COUCH_URL, BENCH_RUNS = '3', BENCH_HERE } = process.env;

const runHere = async (database: BenchContext['database']): Promise<void> => {
  for (const name of all.filter(one => named.length === 0 || named.includes(one))) {
    const { benchmark } = (await import(new URL(`${name}.ts`, folder).href)) as { benchmark: Benchmark };
    const measurements = await benchmark({ database, runs: Number(BENCH_RUNS), say: text => console.error(text) });
    console.log(`\n${name}, on ${database === 'CouchDB' ? 'CouchDB' : 'the embedded database'}\n`);
    console.log(table([benchHead, ...benchRows(measurements)]));
  }
};

const unknown = named.find(name => !all.includes(name));
if (unknown !== undefined) {
  const near = nearest(unknown, all);
  console.error(`There is no benchmark ${unknown}${near ? `; is ${near} meant?` : ''}. There are ${all.join(', ')}`);
  process.exit(1);
}
if (!BENCH_HERE) {
  // Before any api starts: one that finds no app serves none.
  if (isStale()) {
    console.error('Building the app …');
    await buildWebapp();
  }
  const [{ model = 'unknown' } = {}] = cpus();
  console.log(
    `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${BENCH_RUNS === '1' ? 'one run' : `${BENCH_RUNS} runs`} each`,
  );
}
if (BENCH_HERE || !COUCH_URL) await runHere(COUCH_URL ? 'CouchDB' : 'embedded');
else {
  // One process a database: test/world.ts reads COUCH_URL.
  for (const env of [{ COUCH_URL: '' }, {}]) {
    const { status } = spawnSync(process.execPath, [...tsx, process.argv[1] ?? '', ...named], {
      stdio: 'inherit',
      env: { ...process.env, BENCH_HERE: 'yes', ...env },
    });
    process.exitCode = process.exitCode || (status ?? 1);
  }
}
