// `npm run format`: gives every file its form.
import { bin, run } from './checks/checks.ts';
import { asked } from './terminal/asked.ts';

const { positionals } = asked({
  usage: ['npm run format -- [<file or folder>…]'],
  about: 'Formats files and mends what of their style can be mended by itself (biome); all files when none is named.',
  words: [['<file or folder>', 'what is formatted']],
  examples: ['npm run format', 'npm run format -- config scripts/jobs.ts'],
});
const { code } = await run(
  bin('@biomejs/biome/bin/biome', 'check', '--write', ...(positionals.length ? positionals : ['.'])),
);
process.exitCode = code;
