import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/**
 * The rooms of the house and what each may import (`architecture.md`, "The house"). Scripts and tests may import all.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  ddocs: ['ddocs'],
  config: ['ddocs', 'config'],
  sentinel: ['ddocs', 'config', 'sentinel'],
  api: ['ddocs', 'config', 'sentinel', 'api'],
  webapp: ['ddocs', 'config', 'sentinel', 'webapp'],
};

/** A file of the project. @property path from the root, with slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

/** An import that points where it must not. */
export interface LayerFault {
  path: string;
  line: number;
  message: string;
}

interface Import {
  from: string;
  line: number;
  /** `import type`: gone at run time. */
  typeOnly: boolean;
}

const statement =
  /(?:^|[;\n}])[ \t]*(?:import|export)\s+(?<type>type\s+)?(?:[\w*{}\s,$]+\s+from\s+)?['"](?<from>[^'"\n]+)['"]|\bimport\(\s*['"](?<dynamic>[^'"\n]+)['"]/g;

/** The imports of a file, static and dynamic, re-exports among them. */
export const importsOf = (text: string): Import[] =>
  [...text.matchAll(statement)].map(match => ({
    from: match.groups?.from ?? match.groups?.dynamic ?? '',
    line: text.slice(0, match.index + match[0].length).split('\n').length,
    typeOnly: match.groups?.type !== undefined,
  }));

const roomOf = (path: string): string => path.split('/')[0] ?? '';

/** The file of the project that an import names, or undefined when it names a package. */
const resolve = (importer: string, from: string): string | undefined => {
  if (from.startsWith('.')) return posix.normalize(posix.join(posix.dirname(importer), from.replace(/\?.*$/, '')));
  if (from.startsWith('@rounds/')) return from.slice('@rounds/'.length).replace(/\?.*$/, '');
  return undefined;
};

const isNodeModule = (from: string): boolean =>
  from.startsWith('node:') || (builtinModules.includes(from) && from !== 'events');

/**
 * Whether a file of the webapp builds it. Vite bundles such a file before it runs it, and follows relative imports
 * only.
 */
const builds = (path: string): boolean => /^webapp\/(.*\/)?(vite|plugins?)\b/.test(path);

/** Whether a file of the webapp runs in the browser: all but what builds it. */
const runsInBrowser = (path: string): boolean =>
  /^webapp\/.*\.ts$/.test(path) && !builds(path) && !path.endsWith('.d.ts');

const directionFaults = ({ path, text }: SourceFile): LayerFault[] => {
  const room = roomOf(path);
  const allowed = mayImport[room];
  if (!allowed) return [];
  return importsOf(text).flatMap(({ from, line }) => {
    const target = resolve(path, from);
    if (target === undefined) return [];
    const targetRoom = roomOf(target);
    if (targetRoom === room) return [];
    if (!allowed.includes(targetRoom))
      return [
        { path, line, message: `${room} may not import ${targetRoom} (${from}); it may import ${allowed.join(', ')}` },
      ];
    return from.startsWith('.') && !builds(path)
      ? [{ path, line, message: `write @rounds/${target} instead of ${from}` }]
      : [];
  });
};

/** Walks from the webapp along imports that remain at run time; a module of Node on the way would break the phone. */
const browserFaults = (files: readonly SourceFile[]): LayerFault[] => {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const queue = [...texts.keys()].filter(runsInBrowser).map(path => ({ path, via: [] as string[] }));
  const seen = new Set(queue.map(({ path }) => path));
  const faults: LayerFault[] = [];
  for (let at = queue.shift(); at; at = queue.shift()) {
    const { path, via } = at;
    for (const { from, line, typeOnly } of importsOf(texts.get(path) ?? '')) {
      if (typeOnly) continue;
      const chain = [...via, path];
      if (isNodeModule(from))
        faults.push({ path, line, message: `${from} does not exist in a browser, where ${chain.join(' > ')} runs` });
      const target = resolve(path, from);
      if (target === undefined || seen.has(target) || !texts.has(target)) continue;
      seen.add(target);
      queue.push({ path: target, via: chain });
    }
  }
  return faults;
};

/**
 * Every import that points back, or that takes a module of Node to the phone; empty when the house stands as it should.
 */
export const layerFaults = (files: readonly SourceFile[]): LayerFault[] => [
  ...files.flatMap(directionFaults),
  ...browserFaults(files),
];
