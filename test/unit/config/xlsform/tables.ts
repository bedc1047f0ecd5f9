import { type Converted, convertXlsForm } from '@rounds/config/xlsform/convert.ts';
import { type RawSheet, sheetFaultText } from '@rounds/config/xlsform/sheet.ts';
import { xmlText } from '@rounds/config/xlsform/xml.ts';

/**
 * Sheets written as text: a line with a name alone begins one, the lines below are its rows, with `|` between cells.
 *
 *     survey
 *     type | name | label
 *     text | village | Village
 */
export const sheetsIn = (text: string): RawSheet[] => {
  const sheets: { name: string; rows: string[][] }[] = [];
  for (const line of text.split('\n').filter(each => each.trim() !== '')) {
    const cells = line.split('|').map(cell => cell.trim());
    if (cells.length === 1) sheets.push({ name: cells[0]!, rows: [] });
    else sheets.at(-1)?.rows.push(cells);
  }
  return sheets;
};

/** A form with only a sheet `survey`. */
export const survey = (text: string): string => `survey\n${text}`;

export const convert = (text: string): Converted => convertXlsForm(sheetsIn(text), { formId: 'visit' });

/** The XForm in one line, blanks around paths taken out. @throws Error with every fault */
export const xformOf = (text: string): string => {
  const { xform, faults } = convert(text);
  if (!xform) throw new Error(faults.map(sheetFaultText).join('\n'));
  return xmlText(xform)
    .replace(/>\s+</g, '><')
    .replace(/\s*\n\s*/g, '')
    .replace(/ {2,}/g, ' ')
    .replace(/=" /g, '="')
    .replace(/ "/g, '"');
};

/** Everything wrong with a form, as people read it. */
export const faultsOf = (text: string): string[] => convert(text).faults.map(sheetFaultText);

/** Everything odd about a form, as people read it. */
export const warningsOf = (text: string): string[] => convert(text).warnings.map(sheetFaultText);
