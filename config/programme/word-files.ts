import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Property, propertyLines } from '../words/properties.ts';
import { translationsId } from '../words/translations.ts';
import type { Noted } from './noted.ts';

const translationFile = /^messages-([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]+)*)\.properties$/;

/** Locales of which a folder has words. */
export const localesIn = async (folder: string): Promise<string[]> => {
  const place = join(folder, 'translations');
  const names = existsSync(place) ? (await readdir(place)).sort() : [];
  return names.flatMap(name => translationFile.exec(name)?.[1] ?? []);
};

/** Keys that stand there several times, of which the last counts, and lines without a key. */
const oddities = (file: string, pairs: readonly Property[]): Noted[] => {
  const lines = new Map<string, number[]>();
  for (const { key, line } of pairs) lines.set(key, [...(lines.get(key) ?? []), line]);
  const nameless = lines.get('') ?? [];
  lines.delete('');
  return [
    ...nameless.map(line => ({ file, line, message: 'has no key before its sign, and is left out' })),
    ...[...lines].flatMap(([path, [first, ...more]]) =>
      more.length === 0
        ? []
        : [
            {
              ...{ file, line: more.at(-1)!, path },
              message: `is there ${more.length === 1 ? 'twice' : `${more.length + 1} times`}, first in line ${first}; the last counts`,
            },
          ],
    ),
  ];
};

/** The words of a folder in a language; none where it has no file of it. */
export const wordsIn = async (
  folder: string,
  locale: string,
): Promise<{ words: Record<string, string>; warnings: Noted[] }> => {
  const file = join('translations', `${translationsId(locale)}.properties`);
  if (!existsSync(join(folder, file))) return { words: {}, warnings: [] };
  const pairs = propertyLines(await readFile(join(folder, file), 'utf8'));
  const words = Object.fromEntries(pairs.filter(({ key }) => key !== '').map(({ key, value }) => [key, value]));
  return { words, warnings: oddities(file, pairs) };
};
