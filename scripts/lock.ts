// `npm run lock`: completes package-lock.json after an `npm install`; with `--check` only says what it lacks. See
// lock-file.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './checks/checks.ts';
import { completed, type LockFile, lacking } from './checks/lock-file.ts';

const file = `${root}package-lock.json`;
const lock = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
const missing = lacking(lock).map(({ path }) => path);

if (missing.length > 0 && process.argv.includes('--check')) {
  console.error(
    `package-lock.json lacks ${missing.join(', ')}: \`npm ci\` would refuse it. \`npm run lock\` mends it.`,
  );
  process.exit(1);
}
if (missing.length > 0) {
  writeFileSync(file, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(`Added ${missing.length} packages of other platforms`);
}
