// `npm run check`: everything that is checked without running a test.
import { runStaticChecks, staticChecks } from './checks/checks.ts';
import { asked } from './terminal/asked.ts';
import { whenUnread } from './terminal/unread.ts';

asked({
  usage: ['npm run check'],
  about: `Checks without running a test: ${staticChecks.map(({ title }) => title).join(', ')}. Half a minute.`,
  examples: ['npm run check'],
});
// What was not checked to its end is not in order.
whenUnread(() => process.exit(1));
const failed = await runStaticChecks();
console.log(`${staticChecks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
