import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { zoneNamed } from '../dates/zone.ts';
import type { Placed } from './placed.ts';

/** Where a contact says by which clock it lives: `time_zone`, or `tz` of its preferences. */
const zoneOf = ({ time_zone, prefs }: Contact): string | undefined =>
  [time_zone, (prefs as { tz?: unknown } | undefined)?.tz].find(
    (zone): zone is string => typeof zone === 'string' && zone.length <= 64 && zoneNamed(zone).isValid,
  );

/**
 * The zone of a contact: its own, else that of the nearest place above that has one, as IANA names it. Undefined where
 * none has, and then the programme's counts. A value that is no zone is passed over.
 */
export const ownZone = (placed: Placed | null): string | undefined =>
  placed ? [placed.contact, ...placed.lineage].map(zoneOf).find(zone => zone !== undefined) : undefined;
