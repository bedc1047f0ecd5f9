import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { byZone } from '@rounds/sentinel/dates/zone.ts';
import { plainDigits } from '@rounds/sentinel/text/digits.ts';
import { DateTime } from 'luxon';

/**
 * The next moment at which a clock shows what somebody typed: `14:30`, `14.30`, `14h30`, `2:30 pm`, `2pm`; undefined for
 * anything else. A bare number is no time.
 * @param zone as IANA names it
 */
export const timeIn = (text: string, now: Ms, zone: string | undefined): Ms | undefined => {
  const found = /^(?:at\s+)?(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(am|pm|h)?$/i.exec(plainDigits(text));
  if (!found || (found[2] === undefined && found[3] === undefined)) return undefined;
  const half = found[3]?.toLowerCase();
  const hour = (Number(found[1]) % (half === 'am' || half === 'pm' ? 12 : 24)) + (half === 'pm' ? 12 : 0);
  const minute = Number(found[2] ?? 0);
  if (Number(found[1]) > 24 || hour > 23 || minute > 59) return undefined;
  const today = DateTime.fromMillis(now, byZone(zone)).set({ hour, minute, second: 0, millisecond: 0 });
  return (today.toMillis() > now ? today : today.plus({ days: 1 })).toMillis();
};

/** An amount as people type it: `1 250,50`, `KES 400`; undefined for anything else, and for what is below nothing. */
export const amountIn = (text: string): number | undefined => {
  const plain = plainDigits(text).replace(/[\s'’]/g, '');
  const [, whole, cents] = /^[^\d,.-]{0,5}(\d{1,9})(?:[.,](\d{1,2}))?[^\d,.-]{0,5}$/.exec(plain) ?? [];
  return whole === undefined ? undefined : Number(`${whole}.${cents ?? 0}`);
};
