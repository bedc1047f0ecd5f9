/** A table of a digest: heads, then rows. */
export interface Table {
  title: string;
  heads: string[];
  rows: (string | number)[][];
}
