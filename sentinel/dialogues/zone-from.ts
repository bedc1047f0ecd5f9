import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';

/** Zones that many people live in, one for most clocks of the world, the more likely ones first. */
const likely = [
  'Europe/Madrid',
  'Europe/London',
  'Europe/Athens',
  'Africa/Nairobi',
  'Africa/Lagos',
  'Africa/Johannesburg',
  'Africa/Accra',
  'America/Argentina/Buenos_Aires',
  'America/Santiago',
  'America/Bogota',
  'America/Mexico_City',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'Asia/Dubai',
  'Asia/Karachi',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Asia/Dhaka',
  'Asia/Bangkok',
  'Asia/Shanghai',
  'Asia/Tokyo',
  'Australia/Sydney',
  'Pacific/Auckland',
] as const;

const quarter = 15;

/**
 * The zone, as IANA names it, of somebody whose clock shows a time: that of the programme where it fits, else a likely
 * one, so that summer time is kept. A clock may be a few minutes wrong.
 * @param shown such as `09:30`
 * @param own the zone of the programme
 */
export const zoneFrom = (shown: string, at: Ms, own: string | undefined): string => {
  const [hour = 0, minute = 0] = shown.split(':').map(Number);
  const utc = DateTime.fromMillis(at, { zone: 'utc' });
  const apart = hour * 60 + minute - (utc.hour * 60 + utc.minute);
  // From 12 hours behind to 14 ahead, in quarters of an hour.
  const rounded = Math.round(apart / quarter) * quarter;
  const offset = ((((rounded + 720) % 1440) + 1440) % 1440) - 720;
  const offsetOf = (zone: string): number => DateTime.fromMillis(at, { zone }).offset;
  const fits = (zone: string): boolean => [offset, offset + 1440].includes(offsetOf(zone));
  const found = [...(own === undefined ? [] : [own]), ...likely].find(fits);
  const hours = Math.round(offset / 60);
  return found ?? (hours === 0 ? 'Etc/UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`);
};
