import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { ownZone } from '../contacts/own-zone.ts';
import type { Placed } from '../contacts/placed.ts';
import { byZone } from '../dates/zone.ts';

/** At which hours somebody likes to be asked, from the first up to before the second, as the dialogue `hour` names them. */
const parts: Readonly<Record<string, readonly [from: number, to: number]>> = {
  morning: [7, 12],
  afternoon: [12, 17],
  evening: [17, 21],
};

/** The part of the day that somebody chose; undefined for none. */
const chosen = (placed: Placed | null): readonly [number, number] | undefined => {
  const hour = (placed?.contact.prefs as { hour?: unknown } | undefined)?.hour;
  return typeof hour === 'string' && Object.hasOwn(parts, hour) ? parts[hour] : undefined;
};

/**
 * A moment moved to the part of the day that somebody chose, on her own clock: itself where it lies in it or she chose none,
 * else the next beginning of it.
 */
export const inDayPart = (at: Ms, placed: Placed | null, zone: string | undefined): Ms => {
  const part = chosen(placed);
  if (!part) return at;
  const [from, to] = part;
  const local = DateTime.fromMillis(at, byZone(ownZone(placed) ?? zone));
  if (local.hour >= from && local.hour < to) return at;
  const today = local.startOf('day').set({ hour: from });
  return (local.hour < from ? today : today.plus({ days: 1 })).toMillis();
};
