import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** A person, as far as she is counted. */
export interface Counted {
  id: string;
  /** How she takes part, and since when, where she said so herself. */
  state: string;
  since: Ms | null;
  language: string;
  interval: string;
  /** Short answers of her profile, by field. */
  profile: Readonly<Record<string, string>>;
}

/** A run of a dialogue that is no trial. */
export interface CountedRun {
  dialogue: string;
  contact: string;
  started: Ms;
  changed: Ms;
  state: string;
  begun: boolean;
}
