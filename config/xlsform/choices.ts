import { headerOf, type Row, type Table } from './columns.ts';
import { referencesIn } from './references.ts';
import type { Notes } from './sheet.ts';
import { element, type XmlElement } from './xml.ts';

/** A list of choices. */
export interface ChoiceList {
  name: string;
  /** Its choices in order; `name` of each is what an answer holds. */
  choices: readonly Row[];
  /** Whether its words have ids: they are in languages, have media, or refer to answers. */
  hasIds: boolean;
}

/** The choices of a form by the name of their list. */
export type Choices = Map<string, ChoiceList>;

const media = ['image', 'big-image', 'audio', 'video'] as const;

const needsIds = ({ texts }: Row): boolean =>
  media.some(name => texts[name] !== undefined) ||
  Object.keys(texts.label ?? {}).some(language => language !== '') ||
  Object.values(texts.label ?? {}).some(words => referencesIn(words).length > 0);

/**
 * Two choices of one name that only their words tell apart: nobody knows which was chosen. Where another column tells
 * them apart, as in places by district, the form filters by it; where nothing does, it is one choice.
 */
const isSameButWords = (one: Row, other: Row): boolean =>
  isDeepEqual(one.values, other.values) && !isDeepEqual(one.texts, other.texts);

const isDeepEqual = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/**
 * Reads the sheet `choices`. A choice without a name, and one name twice in a list, is a fault.
 * @param options.isUsed whether a form has a list; one that it only lies beside harms nobody
 */
export const readChoices = (
  table: Table | undefined,
  { allowTwice, isUsed }: { allowTwice: boolean; isUsed: (list: string) => boolean },
  notes: Notes,
): Choices => {
  const lists = new Map<string, Row[]>();
  if (!table) return new Map();
  const fault = (row: Row, column: string, message: string) =>
    notes.faults.push({ sheet: table.sheet, row: row.line, column: headerOf(table, column), message });
  for (const row of table.rows) {
    const { list_name: list, name } = row.values;
    if (list === undefined) {
      if (name !== undefined) fault(row, 'list_name', 'is empty: name the list that this choice belongs to');
      continue;
    }
    if (name === undefined) {
      fault(row, 'name', 'is empty: give the choice the name that answers hold');
      continue;
    }
    const others = lists.get(list) ?? [];
    const same = others.find(other => other.values.name === name);
    if (same && !allowTwice && isUsed(list) && isSameButWords(same, row))
      fault(
        row,
        'name',
        `"${name}" is in the list "${list}" twice, first in row ${same.line}: give it another name, or allow it by allow_choice_duplicates in the settings`,
      );
    if (row.texts.label === undefined)
      notes.warnings.push({ ...{ sheet: table.sheet, row: row.line, column: 'label' }, message: 'is empty' });
    if (!same || allowTwice || !isDeepEqual([same.values, same.texts], [row.values, row.texts]))
      lists.set(list, [...others, row]);
  }
  return new Map(
    [...lists].map(([name, choices]) => [name, { name, choices, hasIds: choices.some(row => needsIds(row)) }]),
  );
};

/** The list with one more choice, for another answer than those of the list. */
export const withOther = (list: ChoiceList, languages: readonly string[]): ChoiceList => {
  if (list.choices.some(({ values }) => values.name === 'other')) return list;
  const label = Object.fromEntries((languages.length > 0 ? languages : ['']).map(language => [language, 'Other']));
  const other: Row = {
    ...{ line: 0, values: { list_name: list.name, name: 'other' }, texts: { label } },
    ...{ bind: {}, body: {}, instance: {}, root: {} },
  };
  return { ...list, choices: [...list.choices, other] };
};

/** Columns of choices that are no fields of their items. */
const apart = new Set(['list_name', 'name']);
const isField = (name: string): boolean => /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(name);

/** Id of the words of a choice. */
export const choiceTextId = (list: string, index: number): string => `${list}-${index}`;

/** A list as an instance of its own in the model. */
export const choiceInstance = ({ name, choices, hasIds }: ChoiceList): XmlElement => {
  const items = choices.map(({ values, texts }, index) => {
    const label = Object.values(texts.label ?? {})[0];
    return element('item', {}, [
      hasIds ? element('itextId', {}, [choiceTextId(name, index)]) : undefined,
      element('name', {}, [values.name ?? '']),
      !hasIds && label !== undefined ? element('label', {}, [label]) : undefined,
      ...Object.entries(values)
        .filter(([column]) => !apart.has(column) && isField(column))
        .map(([column, value]) => element(column, {}, [value])),
    ]);
  });
  return element('instance', { id: name }, [element('root', {}, items)]);
};
