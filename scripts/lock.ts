// `npm run lock`: completes package-lock.json after an `npm install`. See checks/lock-file.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './checks/checks.ts';
import { completed, type LockFile, lacking } from './checks/lock-file.ts';
import { asked } from './terminal/asked.ts';

const { values } = asked({
  usage: ['npm run lock [-- --check]'],
  about:
    'Completes package-lock.json after an `npm install`: npm leaves out packages of other platforms that its registry lacks, and `npm ci` then refuses the file.',
  options: { check: { type: 'boolean', default: false, about: 'writes nothing, and fails when something is missing' } },
  examples: ['npm install --workspace api some-package@1.2.3 && npm run lock'],
});

const file = `${root}package-lock.json`;
const lock = JSON.parse(readFileSync(file, 'utf8')) as LockFile;
const missing = lacking(lock).map(({ path }) => path);

if (missing.length > 0 && values.check) {
  console.error(
    `package-lock.json lacks ${missing.join(', ')}: \`npm ci\` would refuse it. \`npm run lock\` mends it.`,
  );
  process.exit(1);
}
if (missing.length > 0) {
  writeFileSync(file, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(`Added ${missing.length} packages of other platforms`);
}
