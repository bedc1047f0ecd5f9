import type { CellValue } from 'exceljs';

/** What stands in a cell, as a reader sees it: of a formula what it gave, of a link its words. */
export const textIn = (value: CellValue | undefined): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object') return String(value);
  if ('richText' in value) return value.richText.map(({ text }) => text).join('');
  if ('text' in value) return textIn(value.text as CellValue);
  if ('result' in value) return textIn(value.result as CellValue);
  return '';
};

/** A text as a spreadsheet shows it, and never as a formula: what begins like one gets an apostrophe. */
export const plainCell = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** A row of CSV. Cells are quoted where they must be, and no cell is taken for a formula. */
export const csvRow = (cells: readonly string[]): string =>
  `${cells
    .map(plainCell)
    .map(cell => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
    .join(',')}\r\n`;
