/** What a person did at one moment, such as a report with all that followed from it. */
export interface Act {
  /** Id of its main document: the report, not the contacts that it muted. */
  id: string;
  kind: ActKind;
  /** The others that were done with it in one write, each in its own right: reports verified or deleted together. */
  more?: string[];
}

/** What a person calls it. */
export type ActKind = 'report' | 'contact' | 'message' | 'other';

/** Acts by the time under which their documents wait. */
export type Acts = Record<string, Act>;

/** A change that the server did not accept. */
export interface Refusal {
  id: string;
  /** Revision refused; a later one of the same document is offered again. */
  rev: string;
  /** `forbidden`, or another error of the server. */
  error: string;
  /** Why, in the server's words. */
  reason: string;
  /** When, in ms. */
  at: number;
  /** Id of the main document of the act to which it belongs. */
  act?: string;
}

/** What this device wrote and the server does not have: `_local/waiting`. */
export interface Waiting {
  /** Ids with the time they were written, in ms. */
  ids: Record<string, number>;
  refused: Record<string, Refusal>;
  /** Those that may have reached the server: an attempt to send them was begun. */
  offered?: Record<string, true>;
  /** What was done at the times of `ids`. */
  acts?: Acts;
}
