import type { Doc } from '@rounds/ddocs/documents/doc.ts';

/** A document `messages-<locale>`: the words of one language. */
export interface TranslationsDoc extends Doc {
  type: 'translations';
  /** The locale, such as `sw`. */
  code: string;
  /** Its name in itself, such as `Kiswahili`. */
  name?: string;
  enabled?: boolean;
  /** Words that come with Rounds. */
  generic?: Record<string, string>;
  /** Words of the programme; they win. */
  custom?: Record<string, string>;
}

/** Text by key, by locale. */
export type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Text in several languages: `[{locale, content}]` as CHT's form titles and messages, by locale, or the same for all.
 */
export type LocalText =
  | string
  | readonly { locale?: string | undefined; content: string }[]
  | Readonly<Record<string, string>>;

/** Id of the document with a locale's words. */
export const translationsId = (locale: string): string => `messages-${locale}`;

/** Whether a document holds the words of a language. */
export const isTranslations = (doc: Doc): doc is TranslationsDoc =>
  doc.type === 'translations' && typeof doc.code === 'string';

/** The words of `messages-<locale>` documents, custom over generic; other documents are passed over. */
export const wordsOf = (docs: readonly (Doc | null)[]): Words =>
  Object.fromEntries(
    docs
      .filter((doc): doc is TranslationsDoc => !!doc && isTranslations(doc))
      .map(({ code, generic, custom }) => [code, { ...generic, ...custom }]),
  );

/** Whose language a message is in. */
export interface Speaker {
  locale?: unknown;
  sms_message?: unknown;
}

/**
 * Locales to try for a message that goes out, the best first: that of the document, that of its SMS, the programme's
 * for outgoing messages, the programme's, English; each followed by its language without the region.
 *
 * CHT looks only into the first of these and English; Rounds tries all, so that a text that lacks one language goes out
 * in the programme's rather than in English.
 */
export const messageLocales = (
  doc: Speaker,
  settings: { locale?: string | undefined; locale_outgoing?: string | undefined },
): string[] =>
  localeChain(doc.locale, (doc.sms_message as Speaker | undefined)?.locale, settings.locale_outgoing, settings.locale);

/**
 * Locales in order, each followed by its language alone, English last, none twice. Anything but text is passed over.
 */
export const localeChain = (...wanted: readonly unknown[]): string[] => {
  const given = wanted.filter((locale): locale is string => typeof locale === 'string' && locale !== '');
  return [...new Set([...given, 'en'].flatMap(locale => [locale, locale.split(/[-_]/)[0]!]))];
};

/** The text of a key in the first locale that has it; undefined where none has. Empty text counts as none. */
export const findWord = (words: Words, key: string, locales: readonly string[]): string | undefined => {
  for (const locale of locales) {
    const text = Object.hasOwn(words, locale) && Object.hasOwn(words[locale]!, key) ? words[locale]![key] : undefined;
    if (text) return text;
  }
  return undefined;
};

/**
 * As {@link findWord}, but the key itself where no language has it: a message equal to its key must not be sent.
 */
export const word = (words: Words, key: string, locales: readonly string[]): string =>
  findWord(words, key, locales) ?? key;

/** The text for these locales: the first that fits, else the first there is; undefined for none. */
export const pickText = (text: LocalText | undefined, locales: readonly string[]): string | undefined => {
  if (text === undefined || typeof text === 'string') return text;
  const choices = Array.isArray(text)
    ? (text as { locale?: string; content: string }[])
    : Object.entries(text as Record<string, string>).map(([locale, content]) => ({ locale, content }));
  const fitting = locales
    .map(wanted => choices.find(({ locale }) => locale === wanted))
    .find(choice => choice !== undefined);
  return (fitting ?? choices[0])?.content;
};
