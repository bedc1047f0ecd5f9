import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, localeChain, type Words } from '@rounds/config/words/translations.ts';
import type { Asked, DispatchDoc } from '@rounds/ddocs/dispatch/dispatch.ts';
import { positionOf } from '@rounds/ddocs/dispatch/volunteer.ts';
import { type Contact, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';

/** Something that a volunteer wrote down for the next one. */
export interface HelpNote {
  /** The request after which it was written: by this it is kept once. */
  request: string;
  at: Ms;
  text: string;
}

/** What must be known to speak of a request. */
export interface Scene {
  settings: Settings;
  words: Words;
  beneficiary: Contact | null;
  /** The places above, nearest first. */
  places: readonly Contact[];
  /** Of a trip: its requests, with who is helped there. */
  stops?: readonly StopScene[];
}

/** What must be known of one request of a trip. */
export interface StopScene extends Pick<Scene, 'beneficiary' | 'places'> {
  doc: Pick<DispatchDoc, '_id' | 'number' | 'help' | 'request'>;
}

/** What volunteers wrote about somebody, for the next one. */
export const notesOf = (contact: Contact | null): HelpNote[] => {
  const notes = (contact as { help_notes?: unknown } | null)?.help_notes;
  return Array.isArray(notes) ? (notes as HelpNote[]) : [];
};

/** The zone of a request: the nearest place of a type that is one; else the place above the household. */
export const zoneOf = ({ beneficiary, places, settings }: Scene): Contact | undefined => {
  const types = settings.dispatch?.zone_types ?? [];
  const all = beneficiary ? [beneficiary, ...places] : places;
  return all.find(place => types.includes(typeOf(place) ?? '')) ?? places[1] ?? places[0];
};

/** Where a request is; `estimated` where only a place above says where. */
export const whereIs = (
  { help }: Pick<DispatchDoc, 'help'>,
  { beneficiary, places }: Pick<Scene, 'beneficiary' | 'places'>,
): { latitude: number; longitude: number; estimated: boolean } | undefined => {
  const exact = positionOf(help) ?? positionOf(beneficiary);
  if (exact) return { ...exact, estimated: false };
  const above = places.map(positionOf).find(position => position !== undefined);
  return above && { ...above, estimated: true };
};

/** Words of the programme in a language, with `{{name}}` filled in. */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** How one speaks to somebody. */
export const sayTo =
  ({ words, settings }: Pick<Scene, 'words' | 'settings'>, language: string | undefined): Say =>
  (key, values = {}) => {
    const text = findWord(words, key, localeChain(language, settings.locale_outgoing, settings.locale)) ?? key;
    return text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : whole,
    );
  };

/** A need as people say it; a word of the programme's own stays as it is. */
export const needIn = (
  need: string,
  { words, settings }: Pick<Scene, 'words' | 'settings'>,
  language?: string,
): string =>
  findWord(words, `dispatch.need.${need}`, localeChain(language, settings.locale_outgoing, settings.locale)) ??
  need.replaceAll('_', ' ');

/** A moment as somebody reads it by the clock of the programme: the hour, with the day where it is not today. */
export const clock = (
  at: Ms,
  now: Ms,
  { settings }: Pick<Scene, 'settings'>,
  { language }: Pick<Asked, 'language'>,
): string => {
  const zone = byZone(settings.default_timezone);
  const locale = language ?? settings.locale_outgoing ?? settings.locale;
  const moment = DateTime.fromMillis(at, zone).setLocale(locale);
  const hour = moment.toFormat('HH:mm');
  return moment.hasSame(DateTime.fromMillis(now, zone), 'day') ? hour : `${moment.toFormat('ccc d LLL')}, ${hour}`;
};
