/**
 * What became of what a programme says: it is taken and has no effect yet, it is ignored, or it is faulty and taken as far
 * as it goes, or not at all.
 */
export type Fate = 'unused' | 'ignored' | 'faulty';

/** What is wrong or odd in a programme's folder, and where. */
export interface Noted {
  file: string;
  /** Line of the file as an editor counts it, where one can be named. */
  line?: number;
  /** Path inside a file that has one, such as `muting.mute_forms`; a key of a file of words. */
  path?: string;
  message: string;
  /** What became of it. @default faulty */
  fate?: Fate;
}

/** As people read it: `app_settings.json:12: alerts[0]: is off: its form is empty`. */
export const notedText = ({ file, line, path, message }: Noted): string =>
  [line === undefined ? file : `${file}:${line}`, path, message]
    .filter(part => part !== undefined && part !== '')
    .join(': ');
