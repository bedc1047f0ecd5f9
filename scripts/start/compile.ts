// `compile.ts <project> <main.ts> <out.mjs>`: a program as one file, and beside it the list of the files that went in.
import { readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { root } from '../checks/checks.ts';

/** What a source finds by the place where it lies, such as views and workers, it goes on finding. */
const placesKept: Plugin = {
  name: 'places-kept',
  setup(builder) {
    builder.onResolve({ filter: /^@rounds\// }, ({ path }) => ({ path: `${root}${path.slice('@rounds/'.length)}` }));
    builder.onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
    }));
  },
};

const began = new Date();
const [project = '', main = '', out = ''] = process.argv.slice(2);
// Several tests may do this at once: each writes a file of its own, and the last one stays.
const own = `${out}.${process.pid}`;
const { metafile } = await build({
  entryPoints: [`${project}${main}`],
  outfile: own,
  absWorkingDir: project,
  bundle: true,
  packages: 'external',
  plugins: [placesKept],
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  sourcesContent: false,
  metafile: true,
  logLevel: 'error',
}).catch(() => process.exit(1));
// A source that is saved while this runs is younger than what was made of it.
await utimes(own, began, began);
await writeFile(`${own}.json`, JSON.stringify(Object.keys(metafile.inputs)));
await rename(`${own}.json`, `${out}.inputs.json`);
await rename(own, out);
