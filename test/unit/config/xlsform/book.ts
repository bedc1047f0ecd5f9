import ExcelJS from 'exceljs';
import { sheetsIn } from './tables.ts';

/** A workbook of sheets that are written as text, see `sheetsIn`. */
export const bookOf = async (text: string): Promise<Uint8Array> => {
  const book = new ExcelJS.Workbook();
  for (const { name, rows } of sheetsIn(text)) book.addWorksheet(name).addRows(rows.map(row => [...row]));
  return new Uint8Array(await book.xlsx.writeBuffer());
};
