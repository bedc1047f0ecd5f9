import { type Build, placeOf, wordsWithValues } from './build.ts';
import { type ChoiceList, choiceTextId } from './choices.ts';
import type { Row, TextColumn } from './columns.ts';
import type { Place } from './references.ts';
import { referencesIn } from './references.ts';
import { type Item, pathOfItem } from './survey.ts';
import type { TextForm } from './texts.ts';
import { element, type XmlElement, type XmlNode } from './xml.ts';

const media = ['image', 'big-image', 'audio', 'video'] as const;

/** Folder of a medium at a form. */
const folders: Readonly<Record<(typeof media)[number], string>> = {
  image: 'images',
  'big-image': 'images',
  audio: 'audio',
  video: 'video',
};

type ByLanguage = Readonly<Record<string, string>>;

const inLanguages = (words: ByLanguage | undefined): boolean => Object.keys(words ?? {}).some(name => name !== '');

/** Puts the words of all languages under an id. */
const put = (
  build: Build,
  id: string,
  form: TextForm,
  words: ByLanguage | undefined,
  nodes: (text: string) => readonly XmlNode[],
): void => {
  for (const [language, text] of Object.entries(words ?? {}))
    build.texts.add(language === '' ? build.settings.language : language, id, form, nodes(text));
};

const putMedia = (build: Build, id: string, texts: Row['texts'], place: Place): void => {
  for (const medium of media)
    put(build, id, medium, texts[medium], text =>
      text === '-' ? ['-'] : joined(`jr://${folders[medium]}/`, wordsWithValues(build, text, place)),
    );
};

const joined = (start: string, [first, ...rest]: readonly XmlNode[]): XmlNode[] =>
  typeof first === 'string' ? [start + first, ...rest] : first === undefined ? [start] : [start, first, ...rest];

/** Where the words of a question stand: in place, or under an id where they are in languages or have media. */
const shown = (
  build: Build,
  item: Item,
  name: 'label' | 'hint',
  others: { isNeeded: boolean; add(id: string): void },
): XmlElement | undefined => {
  const words = item.row.texts[name];
  const place = placeOf(build, item, name);
  if (!inLanguages(words) && !others.isNeeded) {
    const text = words?.[''];
    return text === undefined ? undefined : element(name, {}, wordsWithValues(build, text, place));
  }
  const id = `${pathOfItem(item)}:${name}`;
  put(build, id, 'plain', words, text => wordsWithValues(build, text, place));
  others.add(id);
  return element(name, { ref: `jr:itext('${id}')` });
};

/** The label of a question; undefined where it has neither words nor media. */
export const labelOf = (build: Build, item: Item): XmlElement | undefined =>
  shown(build, item, 'label', {
    isNeeded: media.some(medium => item.row.texts[medium] !== undefined),
    add: id => putMedia(build, id, item.row.texts, placeOf(build, item, 'label')),
  });

/** The hint of a question, its guidance with it. */
export const hintOf = (build: Build, item: Item): XmlElement | undefined => {
  const { guidance_hint: guidance } = item.row.texts;
  const place = placeOf(build, item, 'guidance_hint');
  return shown(build, item, 'hint', {
    isNeeded: guidance !== undefined,
    add: id => put(build, id, 'guidance', guidance, text => wordsWithValues(build, text, place)),
  });
};

/** A message of a question as the attribute of its bind. */
export const messageOf = (
  build: Build,
  item: Item,
  column: 'constraint_message' | 'required_message' | 'noAppErrorString',
  attribute: string,
): string | undefined => {
  const words = item.row.texts[column];
  if (!words) return undefined;
  const refers = Object.values(words).some(text => referencesIn(text).length > 0);
  if (!inLanguages(words) && !refers) return words[''];
  const id = `${pathOfItem(item)}:${attribute}`;
  put(build, id, 'plain', words, text => wordsWithValues(build, text, placeOf(build, item, column)));
  return `jr:itext('${id}')`;
};

/** Puts the words of a list's choices under their ids, where they have any. */
export const putChoiceWords = (build: Build, { name, choices, hasIds }: ChoiceList, sheet: string): void => {
  if (!hasIds) return;
  for (const [index, row] of choices.entries()) {
    const id = choiceTextId(name, index);
    const place: Place = {
      tell: message => build.notes.faults.push({ sheet, row: row.line, column: 'label', message }),
    };
    put(build, id, 'plain', row.texts.label, text => wordsWithValues(build, text, place));
    putMedia(build, id, row.texts, place);
  }
};

/** Columns of words that a question may have. */
export const hasWords = ({ row }: Item, ...columns: TextColumn[]): boolean =>
  columns.some(column => row.texts[column] !== undefined);
