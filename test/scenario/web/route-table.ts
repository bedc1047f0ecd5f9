import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';

/** The callers of the table, in the order of its columns. */
export const callers = [
  'stranger',
  'deactivated user',
  'health worker',
  'one elsewhere',
  'gateway',
  'online user',
  'administrator',
  'server',
] as const;
export type CallerTitle = (typeof callers)[number];

/** What is expected at an address, for some methods. */
export interface Expected {
  methods: string[];
  address: string;
  /** Statuses by caller; `db` where the request is handed on to the database. */
  cells: Record<CallerTitle, string>;
  /** The statuses that what cannot be read gets, apart by spaces; `-` where nobody is let in. */
  garbage: string;
  /** The largest body, such as `5 MB`; `-` where there is none. */
  largest: string;
}

/** The table beside the doors. */
export const expected: readonly Expected[] = readFileSync(new URL('../../../api/ROUTES.md', import.meta.url), 'utf8')
  .split('\n')
  .filter(line => /^\| (GET|POST|PUT|PATCH|DELETE) /.test(line))
  .map(line => line.split('|').map(cell => cell.trim().replaceAll('`', '')))
  .map(([, route = '', ...cells]) => {
    const words = route.split(' ');
    return {
      methods: words.slice(0, -1),
      address: words.at(-1)!,
      cells: Object.fromEntries(callers.map((title, at) => [title, cells[at]])) as Expected['cells'],
      garbage: cells[callers.length] ?? '',
      largest: cells[callers.length + 1] ?? '',
    };
  });

/** One address of the server, and a method that it takes. */
export interface Route {
  method: string;
  /** As it was registered, with `<main>` for the name of the main database and without patterns. */
  address: string;
}

/**
 * The routes as the server itself tells them, whoever made them.
 * @param main the name of the main database
 */
export const routesOf = (app: FastifyInstance, main: string): Route[] => {
  const above: string[] = [];
  const found: Route[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent, path, methods] = /^((?:│ {3}| {4})*)[├└]── (\S*) \(([A-Z, ]+)\)$/.exec(line) ?? [];
    if (methods === undefined || path === undefined || indent === undefined) {
      if (line.trim() !== '') throw new Error(`a line of the route table is not understood: ${line}`);
      continue;
    }
    const depth = indent.length / 4;
    above.length = depth;
    // A wildcard is told without its slash.
    above.push(path === '*' && !above.at(-1)?.endsWith('/') ? '/*' : path);
    const address = above
      .join('')
      .replaceAll(main, '<main>')
      .replace(/(:\w+)(\(.*?\$\)|\|:\w+)/g, '$1');
    for (const method of methods.split(', ')) if (method !== 'HEAD') found.push({ method, address });
  }
  return found;
};
