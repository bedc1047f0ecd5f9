import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import ExcelJS from 'exceljs';
import { columns, lines, sheets } from './layout.ts';
import { headsOf, rowsOf } from './rows-of.ts';

const widths: Partial<Record<string, number>> = { step: 18, value: 14, next: 18, more: 20, variable: 16 };

/** A dialogue as a workbook: one sheet of steps with a column for each language, and one of what holds for all of it. */
export const dialogueBook = async (dialogue: Dialogue): Promise<Uint8Array> => {
  const book = new ExcelJS.Workbook();
  const whole = book.addWorksheet(sheets.dialogue);
  whole.columns = [{ width: 18 }, { width: 60 }];
  for (const row of headsOf(dialogue)) whole.addRow(row);
  const sheet = book.addWorksheet(sheets.steps, { views: [{ state: 'frozen', xSplit: 2, ySplit: 1 }] });
  const languages = [...new Set([...dialogue.languages, ...Object.keys(dialogue.texts)])];
  sheet.columns = [
    ...columns.map(name => ({ width: widths[name] ?? 10 })),
    ...languages.map(() => ({ width: 48, style: { alignment: { wrapText: true, vertical: 'top' as const } } })),
  ];
  sheet.addRow([...columns, ...languages]).font = { bold: true };
  for (const { cells, texts } of rowsOf(dialogue)) {
    const row = sheet.addRow([
      ...columns.map(name => cells[name] ?? null),
      ...languages.map(language => texts[language] ?? null),
    ]);
    if (cells.line === lines.step) row.getCell(1).font = { bold: true };
  }
  return new Uint8Array(await book.xlsx.writeBuffer());
};
