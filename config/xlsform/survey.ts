import type { Row, Table, TextColumn } from './columns.ts';
import { headerOf } from './columns.ts';
import { boundaryOf, knownType, type QuestionType, questionTypes, type Select, selectOf } from './question-types.ts';
import { meant, type Notes } from './sheet.ts';

/** The form itself, a group, a repeat or a question. */
export interface Item {
  kind: 'survey' | 'group' | 'repeat' | 'question';
  name: string;
  row: Row;
  /** As it is called in {@link questionTypes}; '' for what is no question, `select` for one with choices. */
  type: string;
  question?: QuestionType;
  select?: Select;
  /** A loop makes its content once for each choice of this list. */
  over?: string;
  parent: Item | undefined;
  children: Item[];
}

const noRow: Row = { line: 0, values: {}, texts: {}, bind: {}, body: {}, instance: {}, root: {} };

/** A row that nobody wrote: it belongs to another. */
export const madeRow = (line: number, parts: Partial<Row> = {}): Row => ({ ...noRow, ...parts, line });

/** Names that XML takes. */
const xmlName = /^[\p{L}_][\p{L}\p{N}\p{M}_.\-\u00b7]*$/u;

const isOff = (row: Row): boolean => /^(yes|true|true\(\))$/i.test(row.values.disabled ?? '');

/** Everything below an item, the item first. */
export const itemsOf = (item: Item): Item[] => [item, ...item.children.flatMap(itemsOf)];

/** Its path from the root, such as `/data/group/question`. */
export const pathOfItem = (item: Item): string => `${item.parent ? pathOfItem(item.parent) : ''}/${item.name}`;

/** The nearest repeat that it stands in, or is. */
export const repeatOf = (item: Item | undefined): Item | undefined =>
  item === undefined || item.kind === 'repeat' ? item : repeatOf(item.parent);

/** The words of a row, whatever their language. */
export const wordsOf = (row: Row, column: TextColumn): string[] => Object.values(row.texts[column] ?? {});

/** Reads the rows of the sheet `survey` as a tree. Boundaries that do not fit, and rows without a name, are faults. */
export const readSurvey = (table: Table, rootName: string, notes: Notes): Item => {
  const root: Item = { kind: 'survey', name: rootName, row: noRow, type: '', parent: undefined, children: [] };
  const fault = (row: Row, column: string, message: string) =>
    notes.faults.push({ sheet: table.sheet, row: row.line, column: headerOf(table, column), message });
  let at = root;
  for (const row of table.rows) {
    if (isOff(row)) continue;
    const type = row.values.type ?? '';
    if (type === '') {
      if (row.values.name !== undefined || wordsOf(row, 'label').length > 0)
        fault(row, 'type', 'is empty: give the question a type, such as text, or delete the row');
      continue;
    }
    const boundary = boundaryOf(type);
    if (boundary?.end) {
      const open = at.over === undefined ? at.kind : 'loop';
      if (at.parent && open === boundary.of) at = at.parent;
      else if (at.parent)
        fault(
          row,
          'type',
          `ends a ${boundary.of}, and what is open is the ${open} "${at.name}" of row ${at.row.line}: end that one first`,
        );
      else fault(row, 'type', `ends a ${boundary.of} that was not begun: delete this row, or add its beginning above`);
      continue;
    }
    const name = row.values.name ?? nameOfKind(knownType(type), row);
    if (!isSoundName(name, row, fault)) continue;
    const item = boundary ? container(boundary, name, row, at) : question(type, name, row, at, fault);
    if (!item) continue;
    at.children.push(item);
    if (boundary) at = item;
  }
  for (let open = at; open.parent; open = open.parent)
    fault(
      open.row,
      'type',
      `begins "${open.name}" and nothing ends it: add a row "end ${open.over === undefined ? open.kind : 'loop'}" below its last question`,
    );
  tellSameNames(root, table.sheet, notes);
  for (const { row } of root.children.filter(({ name }) => name === 'meta'))
    fault(row, 'name', '"meta" is what forms call their own data: take another name');
  return root;
};

/** The name of a question that needs none: nobody refers to a note. */
const nameOfKind = (type: string | undefined, { line }: Row): string =>
  type === 'audit' ? 'audit' : type === 'note' ? `generated_note_name_${line}` : '';

type Fault = (row: Row, column: string, message: string) => void;

const isSoundName = (name: string, row: Row, fault: Fault): boolean => {
  if (name === '') fault(row, 'name', 'is empty: give each question, group and repeat a name');
  else if (!xmlName.test(name))
    fault(
      row,
      'name',
      `"${name}" cannot be a name: begin with a letter or _, and go on with letters, digits, _, - or . without blanks`,
    );
  else return true;
  return false;
};

const container = (
  { of, list }: { of: 'group' | 'repeat' | 'loop'; list?: string },
  name: string,
  row: Row,
  parent: Item,
): Item => ({
  kind: of === 'repeat' ? 'repeat' : 'group',
  ...{ name, row, type: '', parent, children: [] },
  ...(of === 'loop' ? { over: list ?? '' } : {}),
});

const question = (type: string, name: string, row: Row, parent: Item, fault: Fault): Item | undefined => {
  const rest = { name, row, parent, children: [], kind: 'question' as const };
  const select = selectOf(type);
  if (select) return { ...rest, type: 'select', select, question: { bind: 'string', control: select.control } };
  const known = knownType(type) ?? (/^db:\S+$/.test(type) ? type : undefined);
  if (known !== undefined)
    return { ...rest, type: known, question: questionTypes[known] ?? { bind: known, control: 'input' } };
  const bare = /^(select_one|select_multiple|rank)$/.test(type.trim().toLowerCase());
  const help = bare ? ` Name the list behind it: ${type} yes_no.` : meant(type, Object.keys(questionTypes));
  fault(row, 'type', `"${type}" is not a type of question.${help}`);
  return undefined;
};

const tellSameNames = (root: Item, sheet: string, notes: Notes): void => {
  for (const { children } of itemsOf(root)) {
    const seen = new Map<string, Item>();
    for (const child of children) {
      const other = seen.get(child.name.toLowerCase());
      const where = { sheet, row: child.row.line, column: 'name' };
      if (other?.name === child.name)
        notes.faults.push({
          ...where,
          message: `"${child.name}" is the name of row ${other.row.line}, too: take another within one group`,
        });
      else if (other)
        notes.warnings.push({ ...where, message: `"${child.name}" and "${other.name}" differ in capitals only` });
      seen.set(child.name.toLowerCase(), child);
    }
  }
};
