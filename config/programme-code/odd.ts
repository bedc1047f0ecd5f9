/** What is wrong or odd in the code of a project, and where. */
export interface Odd {
  file: string;
  /** Line of the file as an editor counts it. */
  line?: number;
  /** Path inside the file, such as `[3].events[1].days`. */
  path?: string;
  message: string;
  /** What became of what it is about. @default faulty */
  fate?: 'unused' | 'ignored' | 'faulty';
}
