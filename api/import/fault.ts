/** What is wrong in a CSV folder, and where. */
export interface ImportFault {
  /** Name of the file in the folder. */
  file: string;
  /** Line of the file as an editor counts it; 1 is the header. */
  row: number;
  /** The header's own text; absent when the whole row is meant. */
  column?: string;
  message: string;
  /** Of a warning: the file is not read at all. */
  fate?: 'ignored';
}

/** Faults as one line each, in the order of files and rows. */
export const faultLines = (faults: readonly ImportFault[]): string[] =>
  [...faults]
    .sort((a, b) => a.file.localeCompare(b.file) || a.row - b.row)
    .map(
      ({ file, row, column, message }) =>
        `${file}:${row} ${column === undefined ? '' : `column "${column}": `}${message}`,
    );
