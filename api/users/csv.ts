import { AppError } from '@rounds/ddocs/documents/error.ts';
import { parse } from 'csv-parse/sync';

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
    return rows.map(row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '')));
  } catch (error) {
    throw new AppError('request/invalid', `The CSV cannot be read: ${(error as Error).message}`);
  }
};
