import type { Doc, Ms } from '../documents/doc.ts';

/** Where a task stands. The last three are final: a document never leaves them. */
export type CareState = 'Draft' | 'Ready' | 'Cancelled' | 'Completed' | 'Failed';

/** Something to be done for a contact, in CHT's format. Phones make and change these documents, nobody else does. */
export interface CareTask extends Doc {
  type: 'task';
  /** When it was worked out, ms. */
  authoredOn: Ms;
  /** Id of the settings of the user whose task it is, `org.couchdb.user:<name>`. */
  user: string;
  /** The contact whose documents it follows from. */
  requester?: string;
  /** The contact on whose page it stands. */
  owner?: string;
  state: CareState;
  stateReason?: 'invalid' | 'duplicate';
  stateHistory: { state: CareState; timestamp: Ms }[];
  emission: Emission;
}

/** What a programme said of a task, as it is kept. Days are local, `YYYY-MM-DD`, and compared as text. */
export interface Emission {
  _id: string;
  title?: unknown;
  icon?: string;
  deleted?: boolean;
  resolved?: boolean;
  actions?: CareAction[];
  priority?: unknown;
  priorityLabel?: unknown;
  contact?: { name?: string };
  dueDate?: string;
  startDate?: string;
  endDate?: string;
  /** Id of the contact that the form is opened for. */
  forId?: string;
}

/** A way to do a task. */
export interface CareAction {
  /** `report` fills in a form; `contact` opens, adds or changes a contact. */
  type?: string;
  form?: string;
  /** Words, or their key. */
  label?: unknown;
  /** What the form is told. */
  content?: Record<string, unknown>;
  /** Id of the contact that it is for. */
  forId?: string;
}

/** The final states. */
export const finalStates: readonly CareState[] = ['Cancelled', 'Completed', 'Failed'];

/** Whether a document is a task. */
export const isCareTask = (doc: Doc | null | undefined): doc is CareTask =>
  doc?.type === 'task' && typeof (doc as CareTask).emission === 'object' && !doc._deleted;
