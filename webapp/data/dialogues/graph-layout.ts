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
  /** Where its corner lies: ways may lead round the steps. */
  left: number;
  top: number;
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
  for (const [at, { from, to, label }] of drawn.entries())
    graph.setEdge(from, to, { width: Math.min(label.length, 18) * 6, height: 14, labelpos: 'c' }, String(at));
  layout(graph);
  const boxes = known.map(id => {
    const { x = 0, y = 0 } = graph.node(id) as { x?: number; y?: number };
    return { id, x, y, lost: id !== endId && !found.has(id) };
  });
  const laid = drawn.map((way, at) => {
    const { points = [] } = graph.edge({ v: way.from, w: way.to, name: String(at) }) as { points?: Way['points'] };
    return { ...way, points };
  });
  return { ...frameOf(boxes, laid), boxes, ways: laid };
};

/** Room around everything, in points. */
const margin = 12;

/** The frame that holds all steps and ways. */
const frameOf = (boxes: readonly Box[], ways: readonly Way[]): Omit<Picture, 'boxes' | 'ways'> => {
  const points = [
    ...boxes.flatMap(({ x, y }) => [
      { x: x - box.width / 2, y: y - box.height / 2 },
      { x: x + box.width / 2, y: y + box.height / 2 },
    ]),
    ...ways.flatMap(way => way.points),
  ];
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [left, top] = [Math.min(0, ...xs) - margin, Math.min(0, ...ys) - margin];
  return { left, top, width: Math.max(0, ...xs) - left + margin, height: Math.max(0, ...ys) - top + margin };
};
