import { AppError, isAppError } from '@rounds/ddocs/documents/error.ts';
import { parse } from 'csv-parse/sync';
import { setAt } from '../import/paths.ts';

const truths: Readonly<Record<string, unknown>> = { TRUE: true, FALSE: false };

/** A row as an object: points in the names of columns make objects, columns that are `:excluded` are left out. */
const fieldsOf = (row: Readonly<Record<string, string>>): Record<string, unknown> => {
  const fields: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    const path = column.trim().split('.');
    if (value === '' || column.endsWith(':excluded') || path.some(part => part === '__proto__')) continue;
    if (!setAt(fields, path, Object.hasOwn(truths, value) ? truths[value] : value))
      throw new AppError('request/invalid', `The columns of the CSV contradict each other at "${column}"`);
  }
  return fields;
};

/** Rows of a CSV of users, as objects by the names of its first line. @throws `request/invalid` */
export const userRows = (text: string): unknown[] => {
  const [header = ''] = text.split(/[\r\n]/, 1);
  if (!header.includes(',') && /[;\t|]/.test(header))
    throw new AppError('request/invalid', 'The columns of the CSV are not separated by commas', {
      hint: 'Save it with commas between them',
    });
  try {
    const rows = parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true }) as Record<
      string,
      string
    >[];
    return rows.map(fieldsOf);
  } catch (error) {
    if (isAppError(error)) throw error;
    throw new AppError('request/invalid', `The CSV cannot be read: ${(error as Error).message}`);
  }
};
