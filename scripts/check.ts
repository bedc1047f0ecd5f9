// `npm run check`: types, style and layers, without running a test.
import { runStaticChecks, staticChecks } from './checks/checks.ts';

const failed = await runStaticChecks();
console.log(`${staticChecks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
