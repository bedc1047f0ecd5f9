import type { Asked } from './asked.ts';

/** Reports of a batch whose trees touch each other. */
export interface Touching {
  asked: Asked[];
  /** Top of the tree that holds all of them. */
  root: string;
  /** Whether the tree must be folded: several reports, or one that came late. */
  folds: boolean;
}

/**
 * Sorts the reports of a batch into groups that have nothing to do with each other: a group's tree holds no subject of
 * another group. Within a group the reports are folded together in the order in which they were made, so that one pass
 * settles all.
 */
export const groupsOf = (asked: readonly Asked[]): Touching[] => {
  let groups: Touching[] = asked.map(one => groupOf([one]));
  for (;;) {
    const merged = merge(groups);
    if (merged.length === groups.length) return merged;
    groups = merged;
  }
};

const groupOf = (asked: Asked[]): Touching => {
  const folds = asked.length > 1 || asked[0]!.reach.late;
  return { asked, root: folds ? highest(asked) : asked[0]!.reach.top, folds };
};

/** The highest of the trees' tops: all of them stand above one another. */
const highest = (asked: readonly Asked[]): string => {
  const tops = asked.map(({ reach, lineage }) => ({
    id: reach.component,
    depth: lineage.length - lineage.findIndex(({ contact }) => contact._id === reach.component),
  }));
  const shared = tops.reduce((top, one) => (one.depth < top.depth ? one : top));
  return shared.id;
};

const merge = (groups: readonly Touching[]): Touching[] => {
  const roots = new Map<string, number>();
  const parent = groups.map((_, at) => at);
  const find = (at: number): number => (parent[at] === at ? at : find(parent[at]!));
  groups.forEach(({ root }, at) => {
    const other = roots.get(root);
    if (other === undefined) roots.set(root, at);
    else parent[find(at)] = find(other);
  });
  groups.forEach(({ asked }, at) => {
    for (const { lineage } of asked)
      for (const { contact } of lineage) {
        const other = roots.get(contact._id);
        if (other !== undefined) parent[find(at)] = find(other);
      }
  });
  const together = new Map<number, Asked[]>();
  groups.forEach(({ asked }, at) => {
    together.set(find(at), [...(together.get(find(at)) ?? []), ...asked]);
  });
  return [...together.values()].map(asked => groupOf(asked));
};
