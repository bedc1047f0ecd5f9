import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { TargetItem, TargetValue } from '@rounds/ddocs/tasks/target.ts';
import type { TargetEmission } from './emitted.ts';
import type { Interval } from './interval.ts';

/** What one contact counts for targets. */
export interface Counted {
  /** When the contact was registered; -1 where nobody knows. */
  order: Ms;
  targets: readonly TargetEmission[];
}

/** How each target stands in a period. @param current whether it is the one that runs, in which `now` counts */
export const scores = (
  items: readonly TargetItem[],
  counted: Iterable<Counted>,
  { start, end }: Interval,
  current: boolean,
): TargetValue[] => {
  const byTarget = new Map(items.map(({ id }) => [id, new Map<string, { order: Ms; one: TargetEmission }>()]));
  for (const { order, targets } of counted)
    for (const one of targets) {
      const ids = byTarget.get(one.target);
      if (!ids || !(one.date === 'now' ? current : one.date >= start && one.date <= end)) continue;
      const other = ids.get(one.id);
      if (!other || order >= other.order) ids.set(one.id, { order, one });
    }
  return items.map(item =>
    standing(
      item,
      [...byTarget.get(item.id)!.values()].map(({ one }) => one),
    ),
  );
};

const standing = ({ id, type, passesIfGroupCount }: TargetItem, facts: readonly TargetEmission[]): TargetValue => {
  const { pass, total } = passesIfGroupCount
    ? groups(facts, passesIfGroupCount.gte)
    : { pass: facts.filter(fact => fact.pass).length, total: facts.length };
  return {
    id,
    value: { pass, total, ...(type === 'percent' ? { percent: total ? Math.round((100 * pass) / total) : 0 } : {}) },
  };
};

/** Groups of facts: one passes with so many of its facts that pass. */
const groups = (facts: readonly TargetEmission[], least: number): { pass: number; total: number } => {
  const passing = new Map<string, number>();
  for (const { group, pass } of facts) if (group) passing.set(group, (passing.get(group) ?? 0) + (pass ? 1 : 0));
  return { pass: [...passing.values()].filter(count => count >= least).length, total: passing.size };
};
