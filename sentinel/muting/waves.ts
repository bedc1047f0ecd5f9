import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Desk } from '../engine/desk.ts';
import type { Asked } from './asked.ts';
import { groupsOf, type Touching } from './groups.ts';
import { planNewest } from './plan.ts';
import { treeOf } from './tree.ts';

/** Contacts that one tree of one wave may have. More than so many are settled by themselves. */
export const waveSize = 2000;

/** Reports that are settled together because their trees touch, with the tree to read. */
export interface Group extends Touching {
  /** The root and everyone below it; empty where the lineage is enough. */
  ids: string[];
  /** Their short codes, by which reports may name them. */
  shortcodes: string[];
}

/** What `contacts_by_depth` says of a contact. */
export interface Below {
  ids: string[];
  shortcodes: string[];
}

/** Everyone under these places. */
export const readBelow = async (roots: readonly string[], desk: Desk): Promise<Map<string, Below>> => {
  const below = new Map<string, Below>(roots.map(root => [root, { ids: [], shortcodes: [] }]));
  if (roots.length === 0) return below;
  const keys = roots.map(root => [root]);
  const rows = await desk.main.query<{ shortcode?: unknown } | null>('medic/contacts_by_depth', {
    keys,
    limit: 10_000_000,
  });
  for (const { id, key, value } of rows) {
    const at = below.get((key as readonly string[])[0]!);
    at?.ids.push(id);
    if (value?.shortcode) at?.shortcodes.push(String(value.shortcode));
  }
  return below;
};

/** Groups with the ids of their trees, in portions that fit into memory. */
export const wavesOf = async (asked: readonly Asked[], desk: Desk): Promise<Group[][]> => {
  const groups = groupsOf(asked).map(group => ({ group, root: rootOf(group) }));
  const below = await readBelow(
    groups.flatMap(({ group, root }) => (root === undefined || isAlone(group) ? [] : root)),
    desk,
  );
  const waves: Group[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { group, root } of groups) {
    const alone =
      root !== undefined && isAlone(group) ? { ids: [root], shortcodes: shortcodesOf(root, desk) } : undefined;
    const { ids, shortcodes } = alone ?? below.get(root ?? '') ?? { ids: [], shortcodes: [] };
    if (size + ids.length > waveSize) {
      waves.push([]);
      size = 0;
    }
    waves.at(-1)!.push({ ...group, root: root ?? group.root, ids, shortcodes });
    size += ids.length;
  }
  return waves;
};

/** Whether a group is one report about a contact alone: then nobody below it need be read. */
const isAlone = ({ asked, folds }: Pick<Group, 'asked' | 'folds'>): boolean =>
  !folds && asked[0]!.event.scope === 'self';

const shortcodesOf = (id: string, desk: Desk): string[] => {
  const contact = desk.docs.get(id);
  return contact ? subjectIds(contact).filter(one => one !== id) : [];
};

/** The root of the tree to read for a group; undefined when the lineage tells that nothing changes. */
const rootOf = ({ asked, folds, root }: Pick<Group, 'asked' | 'folds' | 'root'>): string | undefined => {
  if (folds) return root;
  const { event, cascade, lineage, intent } = asked[0]!;
  const knowns = new Map(lineage.map(known => [known.contact._id, known]));
  const resumed = intent?.muted === event.muted ? intent.root : undefined;
  const [done] = planNewest(
    treeOf(lineage.map(({ contact }) => contact)),
    knowns,
    event,
    cascade.policy,
    resumed,
  ).steps;
  return done!.outcome === 'mute' || done!.outcome === 'unmute' ? done!.root : resumed;
};
