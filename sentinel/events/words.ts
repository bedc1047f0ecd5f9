import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, messageLocales, type Words } from '@rounds/config/words/translations.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';

/** What words are made with. */
export interface Wording {
  settings: Pick<Settings, 'locale' | 'locale_outgoing'>;
  words: Words;
}

/** The words under a key, filled in, in a language or that of messages. */
export const worded = (
  { settings, words }: Wording,
  key: string,
  values: Readonly<Record<string, string | number>> = {},
  language?: string,
): string =>
  (findWord(words, key, messageLocales({ locale: language }, settings)) ?? key).replace(
    /\{\{(\w+)\}\}/g,
    (whole, name: string) => String(values[name] ?? whole),
  );

/** How a room is called. */
export const roomName = ({ venue }: Pick<EventSettings, 'venue'>, id: string): string =>
  venue.rooms.find(room => room.id === id)?.name ?? id;

/** A moment by the clock of the venue, with its zone, such as `Fri 19 May, 14:05 GMT-7`. */
export const venueMoment = ({ venue }: Pick<EventSettings, 'venue'>, at: Iso, language = 'en'): string =>
  DateTime.fromISO(at, byZone(venue.tz)).setLocale(language).toFormat('ccc d LLL, HH:mm ZZZZ');

/** The time alone, such as `14:05`. */
export const venueTime = ({ venue }: Pick<EventSettings, 'venue'>, at: Iso): string =>
  DateTime.fromISO(at, byZone(venue.tz)).toFormat('HH:mm');
