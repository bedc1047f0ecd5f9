import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { byZone } from './zone.ts';

/**
 * Whether a number is one that dates reach to: one further away is none that somebody meant, and would come out as no
 * number at all.
 */
const isMoment = (at: Ms): boolean => !Number.isNaN(new Date(at).getTime());

/** A moment given in ms, as digits, or as a date or time in ISO 8601; null when it is none. */
export const dateIn = (value: unknown, zone?: string): Ms | null => {
  if (typeof value === 'number') return isMoment(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  if (/^\s*-?\d{9,}\s*$/.test(value)) return isMoment(Number(value)) ? Number(value) : null;
  const moment = DateTime.fromISO(value.trim(), byZone(zone));
  return moment.isValid ? moment.toMillis() : null;
};
