// `npm run bench [name…]`: the benchmarks of scripts/bench, on the embedded database and, when COUCH_URL is set, on
// that CouchDB too.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { type BenchContext, type Benchmark, benchRows } from './bench/benchmark.ts';
import { tsx } from './checks/checks.ts';
import { table } from './terminal/console.ts';

const folder = new URL('bench/', import.meta.url);
const { COUCH_URL, BENCH_RUNS = '3', BENCH_HERE } = process.env;
const asked = process.argv.slice(2);
const names = readdirSync(folder)
  .filter(file => file.endsWith('.ts'))
  .map(file => file.slice(0, -3))
  .filter(name => asked.length === 0 || asked.includes(name));

const runHere = async (database: BenchContext['database']): Promise<void> => {
  for (const name of names) {
    const { benchmark } = (await import(new URL(`${name}.ts`, folder).href)) as { benchmark?: Benchmark };
    if (!benchmark) continue;
    const measurements = await benchmark({ database, runs: Number(BENCH_RUNS), say: text => console.error(text) });
    console.log(`\n${name}, on ${database === 'CouchDB' ? 'CouchDB' : 'the embedded database'}\n`);
    console.log(table([['work', 'median', 'unit', 'runs', 'compared'], ...benchRows(measurements)]));
  }
};

if (names.length === 0) {
  console.error(`There is no scripts/bench/${asked[0] ?? '*'}.ts`);
  process.exit(1);
}
if (!BENCH_HERE) {
  const [{ model = 'unknown' } = {}] = cpus();
  console.log(
    `${cpus().length} × ${model}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}, ${BENCH_RUNS === '1' ? 'one run' : `${BENCH_RUNS} runs`} each`,
  );
}
if (BENCH_HERE || !COUCH_URL) await runHere(COUCH_URL ? 'CouchDB' : 'embedded');
else {
  // One process a database: test/world.ts reads COUCH_URL.
  for (const env of [{ COUCH_URL: '' }, {}]) {
    const { status } = spawnSync(process.execPath, [...tsx, process.argv[1] ?? '', ...asked], {
      stdio: 'inherit',
      env: { ...process.env, BENCH_HERE: 'yes', ...env },
    });
    process.exitCode = process.exitCode || (status ?? 1);
  }
}
