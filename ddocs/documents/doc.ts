/** Any document of the database. Fields that Rounds does not know are kept as they are. */
export interface Doc {
  _id: string;
  _rev?: string;
  _deleted?: boolean;
  /** Losing leaf revisions; only there when asked for with `conflicts: true`. */
  _conflicts?: string[];
  /**
   * The revision's history, its own first: hashes from generation `start` down; only there when asked for with
   * `revisions: true`.
   */
  _revisions?: { start: number; ids: string[] };
  _attachments?: Record<string, Attachment>;
  type?: string;
  [field: string]: unknown;
}

/** An attachment inline (`data` is base64) or as a stub. */
export interface Attachment {
  content_type: string;
  data?: string;
  stub?: boolean;
  digest?: string;
  length?: number;
  revpos?: number;
}

/** A moment as ISO 8601 text in UTC, such as `2026-01-14T10:00:00.000Z`. */
export type Iso = string;
/** A moment in milliseconds since 1970. */
export type Ms = number;

/** The generation of a revision: 3 for `3-abc`, 0 for none. */
export const generation = (rev: string | undefined): number => (rev ? Number.parseInt(rev, 10) || 0 : 0);
