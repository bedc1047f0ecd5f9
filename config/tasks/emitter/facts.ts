/** A contact as rules see it. */
export interface SeenContact {
  _id: string;
  type?: string;
  contact_type?: string;
  name?: string;
  reported_date?: number;
  deleted?: boolean;
  [field: string]: unknown;
}

/** A report as rules see it. */
export interface SeenReport {
  _id: string;
  form?: string;
  reported_date?: number;
  deleted?: boolean;
  scheduled_tasks?: { due?: string | number }[];
  [field: string]: unknown;
}

/** What rules see of one contact. */
export interface SeenFact {
  contact?: SeenContact;
  reports: SeenReport[];
}

/** Those of the tools for programmes that are needed to emit. */
export interface Tools {
  addDate(date: Date | null | undefined, days: number): Date;
  isFormSubmittedInWindow(reports: readonly unknown[], form: string, start: number, end: number): boolean;
}

/** Hands on what was found, under a kind. */
export type Emit = (kind: 'task' | 'target', value: unknown) => void;

/** Makes what is handed on. */
export type Made = new (given: object) => unknown;
