import { createInstance } from 'i18next';
import type { MessagesDoc } from '../data/programme/phone-programme.ts';
import { access } from './access-en.ts';
import { first } from './first-en.ts';

/**
 * Every word on the screen. Words of the app itself (`en.ts`, `fr.ts`, `sw.ts`) lie below those of the default
 * programme, and those below the `messages-<locale>` documents of the database, so that a programme can change any of
 * them without a new build. i18next was weighed against @lit/localize: that one extracts at build time and cannot take
 * a language from a database.
 */
const words = createInstance();
const changed = new EventTarget();
void words.init({
  lng: 'en',
  fallbackLng: 'en',
  ns: ['brand', 'messages', 'programme', 'app'],
  defaultNS: 'brand',
  fallbackNS: ['messages', 'programme', 'app'],
  keySeparator: false,
  nsSeparator: false,
  initAsync: false,
  interpolation: { escapeValue: false },
  resources: { en: { app: { ...first, ...access } } },
});

/**
 * Words without values, and whether a key has any, as they were found: a list of rows asks for the same few hundreds of
 * times.
 */
const found = new Map<string, string>();
const exists = new Map<string, boolean>();

/** The words of a key in the language chosen. @param args values for `{{name}}`; `count` also chooses the plural. */
export const t = (key: string, args?: Record<string, unknown>): string => {
  if (args) return words.t(key, args);
  const known = found.get(key);
  if (known !== undefined) return known;
  const fresh = words.t(key);
  found.set(key, fresh);
  return fresh;
};

/** Whether there are words for a key in the language chosen or in English. */
export const hasWords = (key: string): boolean => {
  const known = exists.get(key);
  if (known !== undefined) return known;
  const fresh = words.exists(key);
  exists.set(key, fresh);
  return fresh;
};

/** Tells everybody that words or language changed. */
const tell = (): void => {
  found.clear();
  exists.clear();
  changed.dispatchEvent(new Event('words'));
};

/** The language on the screen, such as `sw`. */
export const locale = (): string => words.language;

/** Languages written from right to left that a programme may bring. */
const rightToLeft = ['ar', 'fa', 'he', 'ku', 'ps', 'sd', 'ur'];

/** The direction of the language on the screen. */
export const direction = (): 'ltr' | 'rtl' => (rightToLeft.includes(locale().split('-')[0] ?? '') ? 'rtl' : 'ltr');

/** Calls back after each change of language or words, until `signal` aborts. */
export const onWords = (listener: () => void, signal: AbortSignal): void =>
  changed.addEventListener('words', listener, { signal });

const bundled: Record<string, () => Promise<Record<string, string>>> = {
  fr: async () => (await import('./fr.ts')).fr,
  sw: async () => (await import('./sw.ts')).sw,
};
const programme: Record<string, () => Promise<Record<string, string>>> = {
  en: async () => (await import('virtual:default-words/en')).words,
  fr: async () => (await import('virtual:default-words/fr')).words,
  sw: async () => (await import('virtual:default-words/sw')).words,
};

/** Takes the English words of the work, below which nothing lies: they come once somebody is logged in. */
export const addEnglish = async (): Promise<void> => {
  const { en } = await import('./en.ts');
  words.addResourceBundle('en', 'app', en, true, true);
  tell();
};

/** Shows another language: loads its bundled words, sets `lang` and `dir` of the page. */
export const setLocale = async (next: string): Promise<void> => {
  const own = await bundled[next]?.();
  if (own) words.addResourceBundle(next, 'app', own, true, true);
  for (const lng of new Set(['en', next])) {
    const more = await programme[lng]?.();
    if (more) words.addResourceBundle(lng, 'programme', more, true, true);
  }
  await words.changeLanguage(next);
  document.documentElement.lang = next;
  document.documentElement.dir = direction();
  tell();
};

/** Gives the app the name of a programme, in every language; its own with ''. */
export const setName = (name: string): void => {
  if (name === (words.getResource('en', 'brand', 'app.name') ?? '')) return;
  words.removeResourceBundle('en', 'brand');
  if (name) words.addResource('en', 'brand', 'app.name', name);
  tell();
};

/** Takes the words of a document; the screen follows at once. */
export const setMessages = ({ code, generic, custom }: MessagesDoc): void => {
  words.addResourceBundle(code, 'messages', { ...generic, ...custom }, false, true);
  tell();
};
