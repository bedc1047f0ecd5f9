import { unreadable, whyNoWorkbook, whyTooLarge } from '@rounds/config/xlsform/packed.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import ExcelJS, { type Worksheet } from 'exceljs';

/** Rows that a sheet may have. */
export const mostRows = 20_000;
/** What a workbook may be once it is unpacked. */
const largest = { unpacked: 64 * 1024 * 1024, rows: 100_000, cells: 2_000_000 };

/** What is not read of a sheet: of areas of cells the library makes every single cell. */
const ignoreNodes = [
  ...['mergeCells', 'dataValidations', 'conditionalFormatting', 'hyperlinks', 'drawing', 'picture', 'tableParts'],
  ...['extLst', 'autoFilter', 'rowBreaks', 'colBreaks', 'cols', 'legacyDrawing', 'printOptions', 'headerFooter'],
];

/** By which pages know it, and say it in the language of the user. */
const noWorkbook = { why: 'no_workbook' };

/**
 * The cells of a workbook that somebody sent, which costs no more than it says.
 * @throws AppError `request/invalid` where it is none, or more than is read
 */
export const openWorkbook = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
  const refuse = (why: string, details?: object) =>
    new AppError('request/invalid', `This file ${why}`, {
      hint: 'Then send it again',
      ...(details ? { details } : {}),
    });
  const other = whyNoWorkbook(bytes);
  if (other !== undefined) throw refuse(other, noWorkbook);
  const large = await whyTooLarge(bytes, largest);
  if (large !== undefined) throw refuse(`is no workbook that is read, as it ${large}`);
  const book = new ExcelJS.Workbook();
  // A name may stand for an area as large as a sheet, of which each cell would be noted.
  Object.defineProperty(book.definedNames, 'model', { get: () => [], set: () => undefined });
  try {
    await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer, {
      ignoreNodes,
    });
  } catch {
    throw refuse(unreadable, noWorkbook);
  }
  const long = book.worksheets.find(sheet => lastRow(sheet) > mostRows);
  if (!long) return book;
  throw new AppError('request/invalid', `There are more than ${mostRows} rows in ${long.name}`, {
    hint: 'Send them in parts',
  });
};

/** The last row of a sheet that holds something; programs leave empty ones down to the last of all. */
export const lastRow = (sheet: Worksheet): number => {
  let last = 0;
  sheet.eachRow((_, row) => {
    last = row;
  });
  return last;
};
