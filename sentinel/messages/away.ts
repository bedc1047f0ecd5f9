import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { DateTime } from 'luxon';
import { byZone } from '../dates/zone.ts';
import { textFor } from '../text/text-for.ts';

/** When somebody of the staff reads what people write again; undefined while somebody does, and where no hours are set. */
export const readAgainAt = (
  { staff_hours: hours, default_timezone: zone }: Pick<Settings, 'staff_hours' | 'default_timezone'>,
  now: Ms,
): DateTime | undefined => {
  if (!hours) return undefined;
  const local = DateTime.fromMillis(now, byZone(hours.tz ?? zone));
  const at = (day: DateTime, clock: string): DateTime => {
    const [hour, minute] = clock.split(':').map(Number);
    return day.startOf('day').set({ hour: hour!, minute: minute! });
  };
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const day = local.plus({ days: ahead });
    if (!hours.days.includes(day.weekday)) continue;
    if (local < at(day, hours.from)) return at(day, hours.from);
    if (local < at(day, hours.to)) return undefined;
  }
  return undefined;
};

/** What says that nobody reads it now, in the language of who wrote; '' while somebody does, or without words for it. */
export const awayText = (
  settings: Pick<Settings, 'staff_hours' | 'default_timezone' | 'locale' | 'locale_outgoing'>,
  now: Ms,
  language: string | undefined,
): string => {
  const opens = readAgainAt(settings, now);
  const said = opens && textFor(settings.staff_hours!.away, language, settings);
  if (!opens || !said) return '';
  return said.text.replaceAll('{{opens}}', opens.setLocale(said.language).toFormat('cccc HH:mm'));
};

/** An answer, and below it that nobody reads now. */
export const withAway = (answer: string, away: string): string => [answer, away].filter(Boolean).join('\n\n');
