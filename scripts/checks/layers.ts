import { builtinModules } from 'node:module';
import { circles, graphOf, type ImportGraph, importGraph } from './circles.ts';
import { importedFile, importsOf, type SourceFile } from './imports.ts';

/** The rooms of the house and what each may import. Scripts and tests may import all. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  ddocs: ['ddocs'],
  config: ['ddocs', 'config'],
  sentinel: ['ddocs', 'config', 'sentinel'],
  api: ['ddocs', 'config', 'sentinel', 'api'],
  webapp: ['ddocs', 'config', 'sentinel', 'webapp'],
};

/** The rooms, in the order in which one stands on the others. */
export const rooms = Object.keys(mayImport);

/**
 * Files at the root of a room: those that start it, and those that list what there is of a kind. Everything else lives
 * in the folder of its work.
 */
const atRoot: Readonly<Record<string, readonly string[]>> = {
  ddocs: [],
  config: [],
  sentinel: ['main.ts', 'start.ts', 'by-hand.ts', 'parts.ts', 'rules.ts', 'jobs.ts'],
  api: ['main.ts', 'server.ts', 'foundation.ts', 'routes.ts', 'review-kinds.ts'],
  webapp: ['app.ts', 'main.ts', 'navigation.ts', 'update.ts', 'sw.ts', 'env.d.ts', 'vite.config.ts'],
};

/** Something that stands where it must not, or imports what it must not. */
export interface LayerFault {
  path: string;
  line: number;
  message: string;
}

const roomOf = (path: string): string => path.split('/')[0] ?? '';

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
    const target = importedFile(path, from);
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
      const target = importedFile(path, from);
      if (target === undefined || seen.has(target) || !texts.has(target)) continue;
      seen.add(target);
      queue.push({ path: target, via: chain });
    }
  }
  return faults;
};

const rootFault = ({ path }: SourceFile): LayerFault[] => {
  const [room = '', name = '', ...deeper] = path.split('/');
  const allowed = atRoot[room];
  if (deeper.length > 0 || !allowed || allowed.includes(name)) return [];
  const known = allowed.length > 0 ? `only ${allowed.join(', ')} stand` : 'nothing stands';
  return [
    {
      path,
      line: 1,
      message: `at the root of ${room} ${known}: move it into the folder of its work, or name it in scripts/checks/layers.ts if it starts the room`,
    },
  ];
};

/** How many folders lead to a work: `sentinel/muting`, but `webapp/data/messages`. */
const depthOf = (path: string): number => (roomOf(path) === 'webapp' ? 3 : 2);

/** The folder of a work that a file belongs to, at whatever depth it lies. */
const workOf = (path: string): string => path.split('/').slice(0, -1).slice(0, depthOf(path)).join('/');

/** Whether a file is of the inside of its work: of a folder in the work's folder. */
const isInside = (path: string): boolean => path.split('/').length > depthOf(path) + 1;

const insideFaults = ({ path, text }: SourceFile): LayerFault[] => {
  if (!mayImport[roomOf(path)]) return [];
  return importsOf(text).flatMap(({ from, line }) => {
    const target = importedFile(path, from);
    if (target === undefined || !mayImport[roomOf(target)] || !isInside(target)) return [];
    const [own, other] = [workOf(path), workOf(target)];
    return own === other
      ? []
      : [{ path, line, message: `${target} is the inside of ${other}; import what lies in that folder itself` }];
  });
};

/** The work of a file; a file that stands above all works, as what starts a room does, is one by itself. */
const ownerOf = (path: string): string => (path.split('/').length > depthOf(path) ? workOf(path) : path);

/**
 * Works that import each other, though no file of theirs does: one fault for each knot, with an import that ties it.
 */
const workCircleFaults = (graph: ImportGraph): LayerFault[] =>
  circles(graphOf(graph, ownerOf)).map(circle => {
    const [first, second = first] = circle;
    const ties = (file: string) => ownerOf(file) === second;
    const [path, targets] = [...graph].find(([file, all]) => ownerOf(file) === first && all.some(ties))!;
    const way = [...circle, first].join(' > ');
    return { path, line: 1, message: `a circle of works: ${way}; here ${targets.find(ties)} is imported` };
  });

/**
 * Circles of imports, types included: one fault for each knot, by its shortest circle. Those of works are told once
 * those of files are gone, which they would name again.
 */
const circleFaults = (files: readonly SourceFile[]): LayerFault[] => {
  const graph = importGraph(files.filter(({ path }) => mayImport[roomOf(path)]));
  const found = circles(graph);
  if (found.length === 0) return workCircleFaults(graph);
  return found.map(circle => ({
    path: circle[0]!,
    line: 1,
    message: `a circle of imports: ${[...circle, circle[0]].join(' > ')}`,
  }));
};

/**
 * Every import that points back, goes round in a circle, reaches into another work or takes a module of Node to the
 * phone, and every file that lies where it does not belong; empty when the house stands as it should.
 */
export const layerFaults = (files: readonly SourceFile[]): LayerFault[] => [
  ...files.flatMap(directionFaults),
  ...files.flatMap(rootFault),
  ...files.flatMap(insideFaults),
  ...circleFaults(files),
  ...browserFaults(files),
];
