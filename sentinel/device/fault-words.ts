import type { Validations } from '@rounds/config/sections/text.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { findWord, messageLocales, pickText, translationsId, wordsOf } from '@rounds/config/words/translations.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import Mustache from 'mustache';

type Check = Validations['list'][number];

/** In a text of the programme, `{{#date}}…{{/date}}` and the like: here what stands between stays as it is. */
const asItStands = () => (text: string, render: (text: string) => string) => render(text);
const filters = { date: asItStands, datetime: asItStands, bikram_sambat_date: asItStands, local_phone: asItStands };

const filledIn = (text: string, { fields, ...report }: Report): string => {
  try {
    return Mustache.render(text, { ...filters, ...report, ...fields, fields }, {}, { escape: String });
  } catch {
    return text;
  }
};

/**
 * What is wrong with a report, in its author's language and the programme's words, as far as a device holds them; else
 * the check itself. Filled in with the report's own fields alone: all else that messages may speak of would bring the
 * phone what sends them.
 */
export const wordsOfFaults = async (
  report: Report,
  settings: Settings,
  store: Store,
): Promise<(check: Check) => string> => {
  const locales = messageLocales(report, settings);
  const words = wordsOf(await store.getMany(locales.map(translationsId)));
  return ({ message, translation_key: key, property, rule }) => {
    const text = pickText(message, locales) ?? (key === undefined ? undefined : findWord(words, key, locales));
    return text ? filledIn(text, report) : `${property}: ${rule}`;
  };
};
