import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { isBranch, nextsOf, reachable } from '@rounds/sentinel/dialogues/graph.ts';

/** A step in the picture. */
export interface Box {
  id: string;
  x: number;
  y: number;
  /** Nobody comes here. */
  lost: boolean;
}

/** A way from one step to another, and the answers that take it. */
export interface Way {
  from: string;
  to: string;
  label: string;
  points: { x: number; y: number }[];
}

export interface Picture {
  width: number;
  height: number;
  boxes: Box[];
  ways: Way[];
}

/** Size of a step in the picture. */
export const box = { width: 132, height: 44 } as const;

/** Where the end is drawn. */
export const endId = '(end)';

/** The ways of a dialogue, each with the answers that take it. */
export const waysOf = ({ steps }: Dialogue): Omit<Way, 'points'>[] => {
  const labels = new Map<string, { from: string; to: string; labels: Set<string> }>();
  const add = (from: string, to: string | null, label: string): void => {
    const key = JSON.stringify([from, to]);
    const way = labels.get(key) ?? { from, to: to ?? endId, labels: new Set<string>() };
    if (label !== '') way.labels.add(label);
    labels.set(key, way);
  };
  for (const [id, step] of Object.entries(steps))
    for (const [where, next] of nextsOf(step)) {
      const follow = (to: typeof next, label: string): void => {
        if (!isBranch(to)) {
          add(id, to, label);
          return;
        }
        for (const { is } of to.cases) for (const [value, each] of Object.entries(is)) follow(each, value);
        if (to.otherwise !== undefined) follow(to.otherwise, '…');
      };
      follow(next, where === 'next' ? '' : where);
    }
  return [...labels.values()].map(({ labels: all, ...way }) => ({ ...way, label: [...all].join(', ') }));
};

/** The graph of a dialogue laid out from top to bottom. What lays it out is loaded when it is first wanted. */
export const pictureOf = async (dialogue: Dialogue): Promise<Picture> => {
  const { Graph, layout } = await import('@dagrejs/dagre');
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 24, ranksep: 48, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  const found = reachable(dialogue);
  const ways = waysOf(dialogue);
  const known = [...Object.keys(dialogue.steps), endId];
  for (const id of known) graph.setNode(id, { ...box });
  const drawn = ways.filter(({ from, to }) => known.includes(from) && known.includes(to));
  for (const [at, { from, to }] of drawn.entries()) graph.setEdge(from, to, {}, String(at));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    boxes: known.map(id => {
      const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
      return { id, x, y, lost: id !== endId && !found.has(id) };
    }),
    ways: drawn.map((way, at) => {
      const { points = [] } = graph.edge({ v: way.from, w: way.to, name: String(at) }) as { points?: Way['points'] };
      return { ...way, points };
    }),
  };
};
