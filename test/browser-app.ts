// Loaded by mocha before all tests (.mocharc.json). An api serves the app as it was built when the api started: before
// browser tests that are run by file, what was not built since it changed is built.
import { buildWebapp, isStale } from '../scripts/start/webapp.ts';

export const mochaGlobalSetup = async (): Promise<void> => {
  const inBrowser = process.argv.some(argument => argument.includes('test/browser'));
  if (inBrowser && isStale()) await buildWebapp();
};
