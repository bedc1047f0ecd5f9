import type { Settings } from '@rounds/config/settings/settings.ts';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { DateTime } from 'luxon';
import { bikramSambatText } from '../dates/bikram-sambat.ts';
import { momentFormat } from '../dates/moment-format.ts';
import { byZone } from '../dates/zone.ts';

type Render = (text: string) => string;
/** A section of a template that changes what stands in it. */
type Filter = () => (text: string, render: Render) => string;

const filter =
  (change: (value: string) => string | undefined): Filter =>
  () =>
  (text, render) => {
    const value = render(text).trim();
    return change(value) ?? value;
  };

/**
 * `{{#date}}…{{/date}}`, `{{#datetime}}`, `{{#bikram_sambat_date}}` for a moment, as text or in ms, in the zone and
 * format of the programme, and `{{#local_phone}}` for a number as people of its country dial it. A value that is none
 * of these stays as it is.
 * @param locale of the names of months
 * See README.md, "Words".
 */
export const templateFilters = (settings: Settings, locale: string): Record<string, Filter> => {
  const { default_timezone: zone } = settings;
  const momentOf = (value: string): DateTime | undefined => {
    // A day without a time is a day of the programme, not of this machine; a moment in UTC was written by a machine.
    const how = zone === undefined && !value.endsWith('Z') ? { setZone: true } : byZone(zone);
    const at = /^-?\d+$/.test(value) ? DateTime.fromMillis(Number(value), byZone(zone)) : DateTime.fromISO(value, how);
    return at.isValid ? at : undefined;
  };
  const tag = tagOf(locale);
  const format = (pattern: unknown, fallback: string) =>
    filter(value => {
      const at = momentOf(value)?.setLocale(tag);
      return at && momentFormat(at, typeof pattern === 'string' && pattern !== '' ? pattern : fallback);
    });
  return {
    date: format(settings.date_format, 'DD-MMM-YYYY'),
    datetime: format(settings.reported_date_format, 'DD-MMM-YYYY HH:mm:ss'),
    bikram_sambat_date: filter(value => inNepal(momentOf(value))),
    local_phone: filter(value => parsePhoneNumberFromString(value)?.formatNational()),
  };
};

/** A locale that the names of months can be asked for in; English where it is none. */
const tagOf = (locale: string): string => {
  try {
    return Intl.getCanonicalLocales(locale.replace('_', '-'))[0] ?? 'en';
  } catch {
    return 'en';
  }
};

const inNepal = (at: DateTime | undefined): string | undefined => at && bikramSambatText([at.year, at.month, at.day]);
