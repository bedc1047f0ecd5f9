import readSheets, { type CellValue } from 'read-excel-file/universal';
import { type Largest, unreadable, whyNoWorkbook, whyTooLarge } from './packed.ts';
import type { RawSheet } from './sheet.ts';

/** A file that is no workbook, or none that can be read; the message says what to do. */
export class WorkbookFault extends Error {}

/** Largest file, in bytes. Forms have some hundred kB; lists of ten thousand choices some MB. */
export const largestWorkbook = 20 * 1024 * 1024;

/** What a file may become when it is unpacked. */
const largest: Largest = { unpacked: 200 * 1024 * 1024, rows: 100_000, cells: 3_000_000 };

/**
 * Reads the sheets of a workbook, each cell as a spreadsheet shows it.
 * @throws {@link WorkbookFault}
 */
export const readWorkbook = async (bytes: Uint8Array): Promise<RawSheet[]> => {
  tellOtherFormats(bytes);
  const why = await whyTooLarge(bytes, largest);
  if (why !== undefined) throw new WorkbookFault(`${why}: that is no form`);
  const { buffer, byteOffset, byteLength } = bytes;
  try {
    const sheets = await readSheets(buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer, { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map(row => row.map(shown)) }));
  } catch {
    throw new WorkbookFault(unreadable);
  }
};

const tellOtherFormats = (bytes: Uint8Array): void => {
  if (bytes.byteLength > largestWorkbook) throw new WorkbookFault('is larger than 20 MB: leave out what is no form');
  const why = whyNoWorkbook(bytes);
  if (why !== undefined) throw new WorkbookFault(why);
};

/** Numbers without the noise of fractions, dates as forms write them, yes and no as words. */
const shown = (value: CellValue | null): string => {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(Number(value.toPrecision(15)));
  if (value instanceof Date) return shownDate(value);
  return String(value);
};

const shownDate = (date: Date): string => {
  if (Number.isNaN(date.getTime())) return '';
  return date
    .toISOString()
    .replace(/T00:00:00\.000Z$/, '')
    .replace(/\.000Z$|Z$/, '');
};
