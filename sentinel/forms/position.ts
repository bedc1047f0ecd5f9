import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';

/** Where a device was, in degrees, metres and metres a second, as browsers tell it. */
export interface Position {
  latitude: number;
  longitude: number;
  altitude: number | null;
  accuracy: number;
  altitudeAccuracy: number | null;
  heading: number | null;
  speed: number | null;
}

/**
 * Where a device was when a form was saved, or why nobody knows: −1 not found yet, −2 it took too long, −3 the device
 * cannot tell, else the code of the browser (1 refused, 2 not available, 3 too late).
 */
export type Recorded = Position | { code: number; message: string };

/** What a document says of where it was saved: the latest, and all with their times. */
export const located = (
  before: Doc | undefined,
  position: Recorded | undefined,
  now: Ms,
): { geolocation?: Recorded; geolocation_log?: unknown[] } => {
  if (!position) return {};
  const log = before?.geolocation_log;
  return {
    geolocation: position,
    geolocation_log: [...(Array.isArray(log) ? log : []), { timestamp: now, recording: position }],
  };
};

/** A position as an answer: latitude, longitude, altitude and accuracy, parted by spaces. */
export const positionText = ({ latitude, longitude, altitude, accuracy }: Position): string =>
  [latitude, longitude, altitude ?? 0, accuracy].map(each => String(Number(each.toFixed(7)))).join(' ');

/** What an answer says of a position; undefined where it is none. */
export const positionIn = (
  text: string,
): { latitude: number; longitude: number; accuracy: number | undefined } | undefined => {
  const parts = text.trim().split(/\s+/).map(Number);
  const [latitude = Number.NaN, longitude = Number.NaN, , accuracy] = parts;
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return undefined;
  return { latitude, longitude, accuracy: accuracy !== undefined && accuracy > 0 ? accuracy : undefined };
};

/** A point of a line. */
export type Point = Pick<Position, 'latitude' | 'longitude' | 'altitude' | 'accuracy'>;

/** How many points a line needs, and a plot of land. */
export const fewestPoints = { geotrace: 2, geoshape: 3 } as const;

/** What an answer says of a line: its points; of a plot without the last one, which is the first again. */
export const lineIn = (text: string): Point[] => {
  const points = text
    .split(';')
    .map(part => part.trim())
    .filter(part => part !== '' && positionIn(part) !== undefined)
    .map((part): Point => {
      const [latitude = 0, longitude = 0, altitude = 0, accuracy = 0] = part.split(/\s+/).map(Number);
      return { latitude, longitude, altitude, accuracy };
    });
  const [first, last] = [points[0], points.at(-1)];
  const isClosed = points.length > 3 && first?.latitude === last?.latitude && first?.longitude === last?.longitude;
  return isClosed ? points.slice(0, -1) : points;
};

/**
 * A line as an answer, as the ODK XForms specification has it: its points parted by `;`, a plot ends where it began.
 * Nothing as long as there are too few points.
 */
export const lineText = (points: readonly Point[], kind: keyof typeof fewestPoints): string => {
  if (points.length < fewestPoints[kind]) return '';
  const closed = kind === 'geoshape' ? [...points, points[0]!] : points;
  return closed.map(point => positionText({ ...point, altitudeAccuracy: null, heading: null, speed: null })).join(';');
};

/** How long a line is, or the way around a plot, in metres. */
export const lineLength = (points: readonly Point[], kind: keyof typeof fewestPoints): number => {
  const all = kind === 'geoshape' && points.length > 2 ? [...points, points[0]!] : points;
  return all.slice(1).reduce((sum, point, at) => sum + metresBetween(all[at]!, point), 0);
};

/** Mean radius of the earth, in metres. */
const earth = 6_371_000;

const metresBetween = (a: Point, b: Point): number => {
  const [from, to, across] = [a.latitude, b.latitude, b.longitude - a.longitude].map(each => (each * Math.PI) / 180);
  const half = Math.sin((to! - from!) / 2) ** 2 + Math.cos(from!) * Math.cos(to!) * Math.sin(across! / 2) ** 2;
  return 2 * earth * Math.asin(Math.min(1, Math.sqrt(half)));
};
