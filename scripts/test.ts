// `npm test [kind…]`: what is checked without a run, then the tests, a kind (folder of test/) after the other.
import { root, run, runStaticChecks, staticChecks } from './checks/checks.ts';
import { ensureChromium } from './checks/chromium.ts';
import { type Count, countOf, failedFiles, withSecondLook, worthASecondLook } from './checks/second-look.ts';
import { buildWebapp, isStale } from './start/webapp.ts';
import { asked } from './terminal/asked.ts';
import { whenUnread } from './terminal/unread.ts';

/** So many files of a kind run side by side. */
const atOnce = (files: number) => ['--parallel', '--jobs', String(files)];

/**
 * Tests that start processes or a browser wait half of their time (a chat that may hear one message a second, a lease
 * that must lapse), so that more of their files run side by side than there are cores, where each has a database of its
 * own. On a CouchDB that all share, users and sessions are shared too.
 */
const whileOthersWait = (files: number) => (process.env.COUCH_URL ? [] : atOnce(files));

interface Kind {
  name: string;
  args: readonly string[];
}

const kinds: readonly Kind[] = [
  { name: 'unit', args: atOnce(2) },
  { name: 'contract', args: [] },
  { name: 'scenario', args: whileOthersWait(4) },
  { name: 'faults', args: whileOthersWait(2) },
  { name: 'browser', args: whileOthersWait(3) },
];

// A test that is passed over counts as failed, and so does a file in which there is none (count-reporter.cjs): a hole
// in the net is a hole.
const mocha = (...args: readonly string[]) => ({
  program: process.execPath,
  args: [
    ...[`${root}node_modules/mocha/bin/mocha.js`, '--forbid-pending'],
    ...['--reporter', 'scripts/checks/count-reporter.cjs', ...args],
  ],
});

/** Files that failed beside others and passed alone. */
const unsteady: string[] = [];

/** Where something failed, said once more at the end, since a long run fills many screens. */
const faults: string[] = [];

/** Runs the tests of a kind; a few files that failed beside others once more, alone, unless it is `strict`. */
const runKind = async ({ name, args }: Kind, strict: boolean): Promise<Count> => {
  // Before any api starts: one that finds no app serves none.
  if (name === 'browser' && isStale()) await buildWebapp();
  const env = name === 'browser' ? { CHROMIUM: ensureChromium() } : {};
  const whole = mocha(...args, '--reporter-option', `folder=test/${name}`, `test/${name}/**/*.test.ts`);
  const { code, out } = await run(whole, env);
  let count = countOf(out, code);
  const again = strict ? [] : worthASecondLook(out, count);
  if (again.length === 0 && count.failed > 0)
    faults.push(
      `${count.failed} of ${name}: ${
        failedFiles(out)
          .map(({ path }) => path)
          .join(', ') || 'see above'
      }`,
    );
  for (const file of again) {
    console.log(`\n${name}, once more, alone: ${file.path}`);
    const second = await run(mocha(file.path), env);
    const alone = countOf(second.out, second.code);
    if (alone.failed === 0) unsteady.push(file.path);
    else faults.push(`${alone.failed} of ${name}: ${file.path}`);
    count = withSecondLook(count, file, alone);
  }
  return count;
};

// Ends mocha too, and with it every process that a test started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
whenUnread(() => process.exit(1));

const { positionals: named, values } = asked({
  usage: ['npm test [-- <kind>…]'],
  about:
    'Every check and every test. The last line is the count of all of it; a fault of a check, and a run that breaks off, count as one failed. With kinds named, only their tests run. Up to five files of a kind that fail are run once more alone, and called UNSTEADY where they pass then.',
  words: [['<kind>', `a folder of test/: ${kinds.map(({ name }) => name).join(', ')}`]],
  options: { strict: { type: 'boolean', default: false, about: 'takes no second look at what failed' } },
  heeds: ['COUCH_URL', 'CHROMIUM', 'ROUNDS_TEST_LOG'],
  examples: [
    'npm test',
    'npm test unit scenario',
    'npx mocha test/unit/sentinel/muting',
    'COUCH_URL=http://admin:pass@127.0.0.1:5984 npm test contract',
  ],
});
const chosen = kinds.filter(({ name }) => named.length === 0 || named.includes(name));
const unknown = named.filter(name => !kinds.some(kind => kind.name === name));
if (unknown.length > 0)
  console.error(
    `There is no kind of test "${unknown.join('", "')}"; there are ${kinds.map(({ name }) => name).join(', ')}`,
  );
let passed = 0;
let failed = unknown.length;

if (named.length === 0) {
  const faulty = await runStaticChecks();
  failed += faulty;
  passed += staticChecks.length - faulty;
}
for (const kind of chosen) {
  console.log(`\n${kind.name}`);
  try {
    const count = await runKind(kind, values.strict);
    passed += count.passed;
    failed += count.failed;
  } catch (error) {
    console.error((error as Error).message);
    failed += 1;
  }
}
for (const path of unsteady)
  console.log(`UNSTEADY: ${path} failed beside other files and passed alone: mend what it waits for`);
for (const fault of faults) console.log(`FAILED: ${fault}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
