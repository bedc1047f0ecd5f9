import { type Choices, withOther } from './choices.ts';
import type { Row } from './columns.ts';
import { questionTypes } from './question-types.ts';
import { onlyReference } from './references.ts';
import { type Item, itemsOf, madeRow } from './survey.ts';

/** Puts an item right before or behind another of the same group. */
const beside = (item: Item, made: Item, after: boolean): void => {
  const all = item.parent?.children ?? [];
  all.splice(all.indexOf(item) + (after ? 1 : 0), 0, made);
};

/** Questions that rows ask for besides their own: how often a repeat comes, another answer than those of a list. */
export const addImplied = (root: Item, choices: Choices, languages: readonly string[]): void => {
  for (const item of itemsOf(root)) {
    const count = item.row.values.repeat_count;
    if (item.kind === 'repeat' && count !== undefined && onlyReference(count) === undefined)
      beside(item, counter(item, count), false);
    if (item.select?.orOther && item.parent) {
      const list = choices.get(item.select.list);
      if (list) choices.set(list.name, withOther(list, languages));
      beside(item, otherAnswer(item), true);
    }
    if (/\btable-list\b/.test(item.row.body.appearance ?? '') && item.kind !== 'question') asTable(item);
  }
};

const counter = (repeat: Item, count: string): Item => ({
  kind: 'question',
  name: `${repeat.name}_count`,
  row: madeRow(repeat.row.line, { bind: { readonly: 'true()', calculate: count } }),
  type: 'calculate',
  question: questionTypes.calculate!,
  ...{ parent: repeat.parent, children: [] },
});

const otherAnswer = (select: Item): Item => ({
  kind: 'question',
  name: `${select.name}_other`,
  row: madeRow(select.row.line, {
    texts: { label: { '': 'Specify other.' } },
    bind: { relevant: `selected(../${select.name}, 'other')` },
  }),
  type: 'text',
  question: questionTypes.text!,
  ...{ parent: select.parent, children: [] },
});

const withAppearance = (row: Row, appearance: string): Row => ({ ...row, body: { ...row.body, appearance } });

/**
 * A group as a table: a row with the words of the choices, then the questions without them. The words of the group
 * stand above it as a note.
 */
const asTable = (group: Item): void => {
  const { label, hint, ...rest } = group.row.texts;
  group.row = withAppearance(
    { ...group.row, texts: rest },
    (group.row.body.appearance ?? '').replace(/\btable-list\b/, 'field-list'),
  );
  const first = group.children.find(({ select }) => select);
  for (const child of group.children)
    if (child.select) child.row = withAppearance(child.row, `list-nolabel ${child.row.body.appearance ?? ''}`.trim());
  if (first)
    group.children.splice(group.children.indexOf(first), 0, {
      ...first,
      name: `reserved_name_for_field_list_labels_${first.row.line}`,
      row: madeRow(first.row.line, { body: { appearance: 'label' } }),
    });
  if (label)
    group.children.unshift({
      kind: 'question',
      name: `generated_table_list_label_${group.row.line}`,
      row: madeRow(group.row.line, { texts: { label, ...(hint ? { hint } : {}) } }),
      type: 'note',
      question: questionTypes.note!,
      ...{ parent: group, children: [] },
    });
};

/** Unfolds loops: their content once for each choice of their list, with its name and words filled in. */
export const unfoldLoops = (item: Item, choices: Choices, tell: (item: Item, message: string) => void): void => {
  if (item.over !== undefined) {
    const list = choices.get(item.over);
    if (!list) tell(item, `there is no list "${item.over}" on the sheet choices`);
    const content = item.children;
    item.children = (list?.choices ?? []).map(choice => {
      const group: Item = {
        ...{ kind: 'group', name: choice.values.name ?? '', type: '', parent: item, children: [] },
        row: madeRow(item.row.line, { texts: choice.texts }),
      };
      group.children = content.map(child => filledIn(child, group, choice));
      return group;
    });
  }
  for (const child of item.children) unfoldLoops(child, choices, tell);
};

const filledIn = (item: Item, parent: Item, choice: Row): Item => {
  const label = (language: string) =>
    choice.texts.label?.[language] ?? Object.values(choice.texts.label ?? {})[0] ?? '';
  const fill = (text: string, language = '') =>
    text.replace(/%\(name\)s/g, choice.values.name ?? '').replace(/%\(label\)s/g, label(language));
  const all = <T extends Readonly<Record<string, string>>>(values: T): T =>
    Object.fromEntries(Object.entries(values).map(([key, text]) => [key, fill(text, key)])) as T;
  const { row } = item;
  const texts = Object.fromEntries(Object.entries(row.texts).map(([name, words]) => [name, all(words)]));
  const made: Item = {
    ...item,
    parent,
    row: { ...row, texts, values: all(row.values), bind: all(row.bind), body: all(row.body) },
  };
  made.children = item.children.map(child => filledIn(child, made, choice));
  return made;
};
