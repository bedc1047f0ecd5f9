import type { Choices } from './choices.ts';
import { headerOf, type Table } from './columns.ts';
import { lookUpsIn } from './expressions.ts';
import { type Names, type Place, withPaths } from './references.ts';
import type { FormSettings } from './settings.ts';
import type { Notes } from './sheet.ts';
import type { Item } from './survey.ts';
import type { Texts } from './texts.ts';
import { element, type XmlNode } from './xml.ts';

/** All that is known of a form while its XForm is built. */
export interface Build {
  settings: FormSettings;
  survey: Table;
  names: Names;
  choices: Choices;
  texts: Texts;
  notes: Notes;
  /** Instances that the form looks things up in, by id; the address of each. */
  external: Map<string, string>;
}

/** Tells a fault of a question, at a column. */
export const faultAt =
  ({ survey, notes }: Build, item: Item, column: string) =>
  (message: string): void => {
    notes.faults.push({
      ...{ sheet: survey.sheet, row: item.row.line, column: headerOf(survey, column) },
      message,
    });
  };

/** A place of {@link withPaths} for a cell of a question. */
export const placeOf = (build: Build, item: Item, column: string, inList = false): Place => ({
  ...{ from: item, inList },
  tell: faultAt(build, item, column),
});

/** An expression of a question with paths for names. */
export const expressionOf = (build: Build, item: Item, column: string, text: string, inList = false): string =>
  withPaths(text, build.names, placeOf(build, item, column, inList));

/** Words that people read: the values of questions in them, and what is looked up, are filled in where they stand. */
export const wordsWithValues = (build: Build, text: string, place: Place): XmlNode[] => {
  const looked = lookUpsIn(text);
  const nodes: XmlNode[] = [];
  let at = 0;
  const output = (expression: string) =>
    nodes.push(element('output', { value: withPaths(expression, build.names, place) }));
  const plain = (part: string) => {
    let from = 0;
    for (const { 0: whole, index } of part.matchAll(/\$\{[^}]*\}/g)) {
      if (index > from) nodes.push(part.slice(from, index));
      output(whole);
      from = index + whole.length;
    }
    if (/\$\{/.test(part.slice(from))) place.tell(`a reference is not closed: write \${name}`);
    if (from < part.length) nodes.push(part.slice(from));
  };
  for (const [from, to] of looked) {
    plain(text.slice(at, from));
    output(text.slice(from, to));
    at = to;
  }
  plain(text.slice(at));
  return nodes;
};
