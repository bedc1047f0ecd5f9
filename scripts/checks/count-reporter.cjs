// Mocha's own `spec` report, ended by one line that a program can read: `12 passed, 0 failed`.
//
// With `--reporter-option folder=test/unit` every file of that folder has to have a test that ran, or counts as one
// failed: a loop over an empty list, or a condition that is never true, would otherwise take all its tests away without
// a word.
const { readdirSync } = require('node:fs');
const { resolve } = require('node:path');
const { reporters, Runner } = require('mocha');

const { EVENT_RUN_END, EVENT_TEST_FAIL, EVENT_TEST_PASS } = Runner.constants;

const testFiles = folder =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.test.ts'))
    .map(path => resolve(folder, path));

module.exports = class CountReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.runner = runner;
    const { folder } = options?.reporterOptions ?? {};
    const ran = new Set();
    for (const event of [EVENT_TEST_PASS, EVENT_TEST_FAIL])
      runner.on(event, ({ file }) => file && ran.add(resolve(file)));
    // After the epilogue of `spec`, which listens for the same event and was there first.
    runner.once(EVENT_RUN_END, () => {
      const empty = folder ? testFiles(folder).filter(path => !ran.has(path)) : [];
      for (const path of empty) process.stdout.write(`No test ran in ${path}\n`);
      const { passes, failures } = runner.stats;
      process.stdout.write(`${passes} passed, ${failures + empty.length} failed\n`);
    });
  }
};
