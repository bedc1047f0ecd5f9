/** A sheet as it lies in a workbook: the shown text of each cell, '' for an empty one. The first row is the header. */
export interface RawSheet {
  name: string;
  rows: readonly (readonly string[])[];
}

/** Something in a workbook that is wrong or odd, and what to do about it. */
export interface SheetFault {
  /** Name of the sheet; '' where the whole file is meant. */
  sheet: string;
  /** Row as a spreadsheet counts it, 1 for the header; absent where the whole sheet is meant. */
  row?: number;
  /** The header's own text; absent where the whole row is meant. */
  column?: string;
  message: string;
  /** Of a warning: what it is about is taken and has no effect yet, or is not read at all; else it is faulty. */
  fate?: 'unused' | 'ignored';
}

/** What is found wrong while a workbook is read; everything is told at once. */
export interface Notes {
  faults: SheetFault[];
  warnings: SheetFault[];
}

/** As people read it: `survey row 12, relevant: there is no question …`. */
export const sheetFaultText = ({ sheet, row, column, message }: SheetFault): string => {
  const place = [sheet, row === undefined ? '' : `row ${row}`].filter(part => part !== '').join(' ');
  const whole = [place, column ?? ''].filter(part => part !== '').join(', ');
  return whole === '' ? message : `${whole}: ${message}`;
};

/** The name of a known thing that is nearest to one that is not known; undefined where none is near. */
export const nearestName = (name: string, known: Iterable<string>): string | undefined => {
  const most = Math.max(1, Math.floor(name.length / 4));
  const ranked = [...known]
    .map(each => ({ each, far: distance(name.toLowerCase(), each.toLowerCase()) }))
    .filter(({ far }) => far <= most)
    .sort((a, b) => a.far - b.far);
  return ranked[0]?.each;
};

const distance = (a: string, b: string): number => {
  let before = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1)
      row[j] = Math.min(before[j]! + 1, row[j - 1]! + 1, before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    before = row;
  }
  return before[b.length]!;
};

/** ` Is "x" meant?`, or nothing. */
export const meant = (name: string, known: Iterable<string>): string => {
  const near = nearestName(name, known);
  return near === undefined ? '' : ` Is "${near}" meant?`;
};
