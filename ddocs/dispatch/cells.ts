import type { Position } from './volunteer.ts';

/** Side of a cell of the grid, in degrees: about 5.5 km from south to north. The view counts likewise. */
export const cellSize = 0.05;

const [earth, degree] = [6371.0088, Math.PI / 180];

/** Km between two positions along the great circle. */
export const kilometres = (a: Position, b: Position): number => {
  const [north, east] = [(b.latitude - a.latitude) * degree, (b.longitude - a.longitude) * degree];
  const between =
    Math.sin(north / 2) ** 2 + Math.cos(a.latitude * degree) * Math.cos(b.latitude * degree) * Math.sin(east / 2) ** 2;
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(between)));
};

/** The cell of a position: how many cells north of the equator, and east of Greenwich. */
export const cellOf = ({ latitude, longitude }: Position): [north: number, east: number] => [
  Math.floor(latitude / cellSize),
  Math.floor(longitude / cellSize),
];

/** Most cells that are asked for at once; a wider circle takes all of them. */
const most = 4000;

/**
 * Cells that a circle touches; undefined where they are too many to ask for each. Across the day line the count begins
 * anew on the other side.
 */
export const cellsWithin = (centre: Position, km: number): [number, number][] | undefined => {
  const north = km / (earth * degree);
  const top = Math.min(89.9, Math.abs(centre.latitude) + north);
  const east = Math.min(180, north / Math.cos(top * degree));
  const [south, first] = cellOf({ latitude: centre.latitude - north, longitude: centre.longitude - east });
  const [until, last] = cellOf({ latitude: centre.latitude + north, longitude: centre.longitude + east });
  if ((until - south + 1) * (last - first + 1) > most) return undefined;
  const round = 360 / cellSize;
  const cells: [number, number][] = [];
  for (let at = south; at <= until; at += 1)
    for (let along = first; along <= last; along += 1)
      cells.push([at, ((along + round / 2 + round) % round) - round / 2]);
  return cells;
};
