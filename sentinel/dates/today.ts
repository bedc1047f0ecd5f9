import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { byZone } from './zone.ts';

/** The beginning of today in the zone of the programme; of this machine when it has none. */
export const startOfToday = (now: Ms, zone: string | undefined): Ms =>
  DateTime.fromMillis(now, byZone(zone)).startOf('day').toMillis();
