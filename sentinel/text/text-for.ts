import type { Settings } from '@rounds/config/settings/settings.ts';

/** A text that is written in several languages, for somebody: in her language, that without its region, or that of the programme. */
export const textFor = (
  text: Readonly<Record<string, string>>,
  language: string | undefined,
  { locale_outgoing, locale }: Pick<Settings, 'locale_outgoing' | 'locale'>,
): { language: string; text: string } | undefined => {
  for (const each of [language, language?.split(/[-_]/)[0], locale_outgoing, locale]) {
    const found = each !== undefined && Object.hasOwn(text, each) ? text[each]?.trim() : undefined;
    if (each !== undefined && found) return { language: each, text: found };
  }
  return undefined;
};
