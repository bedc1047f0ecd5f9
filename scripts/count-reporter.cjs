// Mocha's own `spec` report, ended by one line that a program can read: `12 passed, 0 failed`.
const { reporters, Runner } = require('mocha');

module.exports = class CountReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    this.runner = runner;
    // After the epilogue of `spec`, which listens for the same event and was there first.
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = runner.stats;
      process.stdout.write(`${passes} passed, ${failures} failed\n`);
    });
  }
};
