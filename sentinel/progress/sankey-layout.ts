import type { Place, Way } from './ways.ts';

/** A dialogue, or where people stand after it, in the picture of ways. */
export interface Stop {
  /** Name of a dialogue; empty where it is an end. */
  dialogue: string;
  ends?: Place;
  people: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A band from one to the next, as wide as it has people. */
export interface Band {
  from: string;
  to: string;
  ends?: Place;
  people: number;
  path: string;
  width: number;
}

/** The picture of ways, in points. */
export interface Ways {
  width: number;
  height: number;
  stops: Stop[];
  bands: Band[];
}

/** Room for a dialogue with its name, and height of the picture. */
const [column, tall, bar, margin] = [168, 340, 14, 12];

interface Named {
  id: string;
  dialogue: string;
  ends?: Place;
}

const startOf = ({ nth, from }: Way): Named => ({ id: `${nth} ${from}`, dialogue: from });
const endOf = ({ nth, to, ends }: Way): Named =>
  ends ? { id: `${nth + 1} (${ends})`, dialogue: '', ends } : { id: `${nth + 1} ${to}`, dialogue: to ?? '' };

/** Lays ways out from left to right, a column for each nth dialogue. What lays it out is loaded when it is first wanted. */
export const layWays = async (ways: readonly Way[]): Promise<Ways> => {
  if (ways.length === 0) return { width: 0, height: 0, stops: [], bands: [] };
  const { sankey, sankeyLeft, sankeyLinkHorizontal } = await import('d3-sankey');
  const named = new Map(ways.flatMap(way => [startOf(way), endOf(way)]).map(each => [each.id, each]));
  const columns = Math.max(...ways.map(({ nth }) => nth)) + 1;
  const mostBelow = Math.max(...countsBy([...named.keys()].map(id => Number.parseInt(id, 10))));
  const [width, height] = [columns * column, Math.max(tall, mostBelow * 34)];
  const layout = sankey<Named, { people: number }>()
    .nodeId(({ id }) => id)
    .nodeAlign(sankeyLeft)
    .nodeWidth(bar)
    .nodePadding(18)
    .extent([
      [margin, margin],
      [width - column + bar + margin, height - margin],
    ]);
  const { nodes, links } = layout({
    nodes: [...named.values()].map(each => ({ ...each })),
    links: ways.map(way => ({
      ...{ source: startOf(way).id, target: endOf(way).id },
      ...{ value: way.people, people: way.people },
    })),
  });
  const path = sankeyLinkHorizontal();
  return {
    ...{ width, height },
    stops: nodes.map(({ dialogue, ends, value = 0, x0 = 0, x1 = 0, y0 = 0, y1 = 0 }) => ({
      ...{ dialogue, people: value, x: x0, y: y0, width: x1 - x0, height: Math.max(1, y1 - y0) },
      ...(ends ? { ends } : {}),
    })),
    bands: links.map((link, at) => ({
      ...{ from: ways[at]!.from, to: ways[at]!.to ?? '', people: link.people },
      ...(ways[at]!.ends ? { ends: ways[at]!.ends } : {}),
      ...{ path: path(link) ?? '', width: Math.max(1, link.width ?? 1) },
    })),
  };
};

const countsBy = (numbers: readonly number[]): number[] => {
  const counts = new Map<number, number>();
  for (const each of numbers) counts.set(each, (counts.get(each) ?? 0) + 1);
  return [...counts.values()];
};
