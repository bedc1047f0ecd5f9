import { languageTag } from '@rounds/sentinel/dialogues/coactuem-shape.ts';
import type { Finding } from '@rounds/sentinel/dialogues/finding.ts';
import { type ReadDialogue, readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import type { Worksheet } from 'exceljs';
import { textIn } from '../../study/cells.ts';
import { lastRow, openWorkbook } from '../../web/workbook.ts';
import { type Column, columns, sheets } from './layout.ts';
import { type ReadRow, stepsOf } from './read-rows.ts';

const at = (sheet: string, row: number, column: string): string => `sheet ${sheet}, row ${row}, column ${column}:`;

/** What holds for the whole dialogue, by name, each with its row. */
const headsIn = (sheet: Worksheet | undefined): Map<string, { row: number; text: string }> => {
  const found = new Map<string, { row: number; text: string }>();
  for (let row = 1; sheet && row <= Math.min(sheet.rowCount, 200); row += 1) {
    const name = textIn(sheet.getCell(row, 1).value).trim();
    const text = textIn(sheet.getCell(row, 2).value).trim();
    if (name !== '' && text !== '') found.set(name, { row, text });
  }
  return found;
};

const isYes = (text: string): boolean => ['yes', 'true', '1'].includes(text.toLowerCase());

const headValue = (name: string, text: string): unknown => {
  if (name === 'languages') return text.split(/[\s,;]+/).filter(Boolean);
  if (name === 'repeatable' || name === 'skip') return isYes(text);
  if (name === 'expires') return Number(text);
  return name === 'points' || name === 'files' ? JSON.parse(text) : text;
};

interface Sheet {
  rows: ReadRow[];
  languages: string[];
  strange: { column: number; head: string }[];
}

const rowsIn = (sheet: Worksheet): Sheet => {
  const heads = new Map<number, string>();
  const strange: Sheet['strange'] = [];
  sheet.getRow(1).eachCell((cell, column) => {
    const head = textIn(cell.value).trim();
    const isKnown = (columns as readonly string[]).includes(head) || languageTag.safeParse(head).success;
    if (isKnown) heads.set(column, head);
    else if (head !== '') strange.push({ column, head });
  });
  const rows: ReadRow[] = [];
  const last = lastRow(sheet);
  for (let row = 2; row <= last; row += 1) {
    const [cells, texts]: [ReadRow['cells'], ReadRow['texts']] = [{}, {}];
    for (const [column, head] of heads) {
      const text = textIn(sheet.getCell(row, column).value);
      if (text === '') continue;
      if ((columns as readonly string[]).includes(head)) cells[head as Column] = text;
      else texts[head] = text;
    }
    if (Object.keys(cells).length > 0 || Object.keys(texts).length > 0) rows.push({ row, cells, texts });
  }
  const languages = [...heads.values()].filter(head => !(columns as readonly string[]).includes(head));
  return { rows, languages, strange };
};

/** A finding about a step, with the row and column where it stands in the workbook. */
const placed = (finding: Finding, rowOf: ReadonlyMap<string, number>): Finding => {
  const step = finding.step ?? /^steps\.([^.]+)/.exec(finding.path ?? '')?.[1];
  const row = step === undefined ? undefined : rowOf.get(step);
  if (row === undefined || finding.path?.startsWith('sheet ')) return finding;
  const column = finding.language ? `, column ${finding.language}` : '';
  return { ...finding, path: `sheet ${sheets.steps}, row ${row}${column}:` };
};

/**
 * The dialogue of a workbook, with every fault by sheet, row and column.
 * @throws Error where it is no workbook that can be read
 */
export const readDialogueBook = async (bytes: Uint8Array): Promise<ReadDialogue> => {
  const book = await openWorkbook(bytes);
  const heads = headsIn(book.getWorksheet(sheets.dialogue));
  const id = heads.get('id')?.text ?? 'the workbook';
  const findings: Finding[] = [];
  const fault = (path: string, message: string, step?: string): void =>
    void findings.push({ level: 'fault', code: 'workbook', dialogue: id, path, message, ...(step ? { step } : {}) });
  const sheet = book.getWorksheet(sheets.steps);
  if (!sheet) {
    fault(`sheet ${sheets.steps}:`, 'is missing: download the workbook of a dialogue to see how it looks');
    return { findings };
  }
  const { rows, languages, strange } = rowsIn(sheet);
  for (const { column, head } of strange)
    fault(at(sheets.steps, 1, String(column)), `"${head}" is neither a column of the workbook nor a language`);
  const { steps, texts, rowOf } = stepsOf(rows, (row, column, message, step) =>
    fault(at(sheets.steps, row, column), message, step),
  );
  const whole: [string, unknown][] = [];
  for (const [name, { row, text }] of heads)
    try {
      whole.push([name, headValue(name, text)]);
    } catch {
      fault(at(sheets.dialogue, row, '2'), `${name} is no JSON that can be read`);
    }
  const read = readDialogue({
    schema_version: 1,
    ...{ languages, first: [...rowOf.keys()][0] ?? '' },
    ...Object.fromEntries(whole),
    ...{ steps, texts },
  });
  return { ...read, findings: [...findings, ...read.findings.map(finding => placed(finding, rowOf))] };
};
