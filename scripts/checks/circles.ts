import { importedFile, importsOf, type SourceFile } from './imports.ts';

/** What each file imports, types included. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** The imports between files that are given; of packages and of files that are not there nothing is said. */
export const importGraph = (files: readonly SourceFile[]): ImportGraph => {
  const paths = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => {
      const targets = importsOf(text).map(({ from }) => importedFile(path, from));
      return [path, [...new Set(targets)].filter(target => target !== undefined && paths.has(target)) as string[]];
    }),
  );
};

/** The graph of what files belong to: which of them imports which other, through any of its files. */
export const graphOf = (graph: ImportGraph, ownerOf: (file: string) => string): ImportGraph => {
  const owners = new Map([...graph.keys()].map(file => [ownerOf(file), new Set<string>()]));
  for (const [file, targets] of graph)
    for (const owner of targets.map(ownerOf)) if (owner !== ownerOf(file)) owners.get(ownerOf(file))!.add(owner);
  return new Map([...owners].map(([owner, targets]) => [owner, [...targets]]));
};

/** The shortest way along imports from a file back to itself; undefined when there is none. */
const wayBack = (graph: ImportGraph, start: string): string[] | undefined => {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift())
    for (const next of graph.get(at) ?? []) {
      if (next === start) {
        const way = [at];
        while (way[0] !== start) way.unshift(cameFrom.get(way[0]!)!);
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  return undefined;
};

/** Everything that a file reaches along imports. */
const reached = (graph: ImportGraph, start: string): ReadonlySet<string> => {
  const seen = new Set<string>();
  const queue = [...(graph.get(start) ?? [])];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    queue.push(...(graph.get(at) ?? []));
  }
  return seen;
};

/**
 * Circles of imports, the shortest of each knot of files that all reach each other; the files in the order in which one
 * imports the next, and the last the first.
 */
export const circles = (graph: ImportGraph): string[][] => {
  const ways = new Map<string, string[]>();
  for (const file of graph.keys()) {
    const way = wayBack(graph, file);
    if (way) ways.set(file, way);
  }
  const found: string[][] = [];
  const told = new Set<string>();
  for (const file of ways.keys()) {
    if (told.has(file)) continue;
    const around = reached(graph, file);
    const knot = [...ways.keys()].filter(other => around.has(other) && reached(graph, other).has(file));
    for (const one of knot) told.add(one);
    found.push(knot.map(one => ways.get(one)!).reduce((short, way) => (way.length < short.length ? way : short)));
  }
  return found;
};
