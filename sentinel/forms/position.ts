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
