/** The texts in a design document that its functions may `require`, by path (`views/lib/age`). */
export function modulesOf(design: Record<string, unknown>): Record<string, string> {
  const { lib } = (design.views ?? {}) as { lib?: unknown };
  const modules: Record<string, string> = {};
  collect(lib, 'views/lib', modules);
  return modules;
}

function collect(tree: unknown, path: string, modules: Record<string, string>): void {
  if (typeof tree === 'string') modules[path] = tree;
  else if (tree && typeof tree === 'object')
    for (const [name, part] of Object.entries(tree)) collect(part, `${path}/${name}`, modules);
}
