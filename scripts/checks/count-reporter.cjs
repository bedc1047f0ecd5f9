// Mocha's own `spec` report, ended by one line that a program can read: `12 passed, 0 failed`.
//
// With `--reporter-option folder=test/unit` every file of that folder has to have a test that ran, or counts as one
// failed: a loop over an empty list, or a condition that is never true, would otherwise take all its tests away without
// a word.
//
// A file with a failed test has a line of its own before: `12 passed, 1 failed in /…/a.test.ts`. second-look.ts reads it.
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
    const ran = new Map();
    const count = outcome => test => {
      if (!test.file) return;
      const file = resolve(test.file);
      const counts = ran.get(file) ?? { passed: 0, failed: 0 };
      counts[outcome] += 1;
      ran.set(file, counts);
    };
    runner.on(EVENT_TEST_PASS, count('passed'));
    runner.on(EVENT_TEST_FAIL, count('failed'));
    // After the epilogue of `spec`, which listens for the same event and was there first.
    runner.once(EVENT_RUN_END, () => {
      const empty = folder ? testFiles(folder).filter(path => !ran.has(path)) : [];
      for (const path of empty) process.stdout.write(`No test ran in ${path}\n`);
      for (const [path, { passed, failed }] of ran)
        if (failed > 0) process.stdout.write(`${passed} passed, ${failed} failed in ${path}\n`);
      const { passes, failures } = runner.stats;
      process.stdout.write(`${passes} passed, ${failures + empty.length} failed\n`);
    });
  }
};
