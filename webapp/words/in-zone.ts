import { locale } from './words.ts';

/** A moment as the clock of a zone shows it, with the zone where it is another than that of this device. */
export const inZone = (at: string, zone: string | undefined): string => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const options = { dateStyle: 'medium', timeStyle: 'short', ...(zone ? { timeZone: zone } : {}) } as const;
  const words = new Intl.DateTimeFormat(locale(), options).format(new Date(at));
  return zone && zone !== here ? `${words} (${zone})` : words;
};
