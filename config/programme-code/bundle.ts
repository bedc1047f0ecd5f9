import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type BuildFailure, build, type Message, type Plugin } from 'esbuild';
import type { Odd } from './odd.ts';

/** A programme's code in one text, or why there is none. */
export interface Bundled {
  text?: string;
  faults: Odd[];
}

/** Packages that Rounds has itself, for projects that are brought in without their `node_modules`. */
const own = createRequire(import.meta.url);

const ownCopy = (name: string): string | undefined => {
  try {
    return own.resolve(name);
  } catch {
    return undefined;
  }
};

/**
 * Packages of npm are evaluated once and kept, for they take most of the time and hold nothing of a contact, where the
 * surroundings have `keptPackages`; a project's own files are evaluated anew for each contact.
 */
const packagesOnce = (folder: string): Plugin => ({
  name: 'packages-once',
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, async ({ path, importer, namespace, kind, pluginData }) => {
      if (kind === 'entry-point' || pluginData === 'really' || path.startsWith('node:')) return undefined;
      // What a package needs of others is its own affair.
      if (namespace === 'file' && importer.includes('/node_modules/')) return undefined;
      const found = await builder.resolve(path, { resolveDir: folder, kind, pluginData: 'really' });
      const file = found.errors.length > 0 ? ownCopy(path) : found.path;
      if (file === undefined || found.external) return undefined;
      // Languages of moment that nobody asked for are most of its size.
      return { path, namespace: namespace === 'kept' ? 'file' : 'kept', pluginData: file };
    });
    builder.onLoad({ filter: /.*/, namespace: 'kept' }, ({ path, pluginData }) => {
      const [name, file] = [JSON.stringify(path), JSON.stringify(pluginData)];
      return {
        resolveDir: dirname(String(pluginData)),
        contents: `module.exports = typeof keptPackages === 'object'
          ? (keptPackages[${name}] ??= require(${file})) : require(${file});`,
      };
    });
    builder.onResolve({ filter: /^\.\/locale$/ }, () => ({ path: 'locale', namespace: 'nothing' }));
    builder.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
  },
});

/**
 * Bundles the code of a project, as esbuild reads it.
 * @param entry the text of a module that imports the project's files by `./<file>`
 * @param globalName what the text declares; without it, it only runs
 */
export const bundle = async (folder: string, entry: string, globalName?: string): Promise<Bundled> => {
  try {
    const { outputFiles } = await build({
      stdin: { contents: entry, resolveDir: folder, sourcefile: 'programme.ts', loader: 'ts' },
      // Places of faults are told from here.
      absWorkingDir: resolve(folder),
      bundle: true,
      write: false,
      format: 'iife',
      ...(globalName === undefined ? {} : { globalName }),
      platform: 'neutral',
      // cht-conf's bundler fills it in, and programmes lean on it.
      define: { global: 'globalThis' },
      mainFields: ['main', 'module'],
      conditions: ['require'],
      target: 'es2020',
      minify: true,
      charset: 'utf8',
      logLevel: 'silent',
      plugins: [packagesOnce(folder)],
    });
    return { text: outputFiles[0]!.text, faults: [] };
  } catch (error) {
    const { errors } = error as BuildFailure;
    if (!Array.isArray(errors)) throw error;
    return { faults: errors.map(message => noted(message, folder)) };
  }
};

const noted = ({ location, text }: Message, folder: string): Odd => {
  const missing = /Could not resolve "([^"]+)"/.exec(text)?.[1];
  return {
    file: location?.file ?? 'tasks.js',
    ...(location ? { line: location.line } : {}),
    message: missing === undefined ? text : missingHint(missing, folder),
  };
};

/** What to do where a project's code asks for what is not there. */
const missingHint = (missing: string, folder: string): string => {
  if (/^[./]/.test(missing)) return `needs the file ${missing}, which is not there; add it to the project`;
  const [name = missing] = /^(@[^/]+\/)?[^/]+/.exec(missing) ?? [];
  if (existsSync(join(folder, 'node_modules', name, 'package.json')))
    return `needs ${missing}, which the package ${name} does not have as it is installed; look at its version`;
  const how = isNamed(name, folder) ? 'npm ci' : `npm install ${name}`;
  return `needs the package ${name}, which is not there; run ${how} in the project`;
};

/** Whether the project's package.json names a package. */
const isNamed = (name: string, folder: string): boolean => {
  try {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return Object.hasOwn({ ...dependencies, ...devDependencies }, name);
  } catch {
    return false;
  }
};

/** The first of some files that a project has. */
export const fileThere = (folder: string, ...names: string[]): string | undefined =>
  names.find(name => existsSync(join(folder, name)));
