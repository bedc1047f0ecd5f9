import type { Doc } from '../documents/doc.ts';

/**
 * The one port through which Rounds reads and writes documents.
 *
 * Two adapters: `couch-store.ts` (CouchDB or the embedded database, over HTTP) and `pouch-store.ts` (PouchDB, on the
 * phone and in tests). The suite in `test/contract/store` is its definition: all that the suite asks for holds on every
 * adapter, nothing else does. Sequences are opaque text. Every method throws `AppError` `store/unreachable` when the
 * database cannot be reached and `store/refused` when it answers what no caller expects; answers that callers do expect
 * (missing, conflict) are values.
 */
export interface Store {
  /** Name of the database. */
  readonly name: string;
  /** One document, or null when it is missing or deleted. */
  get<T extends Doc = Doc>(id: string, options?: ReadOptions): Promise<T | null>;
  /** Documents in the order of `ids`, null where one is missing or deleted. One request, however many. */
  getMany<T extends Doc = Doc>(ids: readonly string[], options?: ReadOptions): Promise<(T | null)[]>;
  /**
   * Writes documents in one request and answers for each, in order. A conflict is an answer, not an exception.
   * @param options.newEdits false stores revisions as given (replication); then only refusals are answered as errors.
   */
  write(docs: readonly Doc[], options?: { newEdits?: boolean }): Promise<WriteResult[]>;
  /**
   * Writes one document in a request of its own: for claims and leases, of which only one caller may have the document.
   * On a cluster `ok` without `accepted` is won; a conflict, or `accepted`, is not known yet: read the document back
   * with `quorum: 'all'`, and the caller that it names has it.
   */
  writeAlone(doc: Doc): Promise<WriteResult>;
  /**
   * Rows of a view of `ddocs/views`, sorted by key. An explicit `limit` is required, so that nobody reads a district by
   * accident.
   */
  query<V = unknown, T extends Doc = Doc>(view: ViewName, options: QueryOptions): Promise<ViewRow<V, T>[]>;
  /**
   * How many rows a view has from one key on, up to another that does not count any more, without reading them; all by
   * default.
   */
  count(view: ViewName, range?: { startKey?: Key; endKey?: Key }): Promise<number>;
  /** Documents by id range, sorted by id. */
  range<T extends Doc = Doc>(options: RangeOptions): Promise<T[]>;
  /**
   * Changes after `since`. With `wait`, holds the answer until something changes, or that many milliseconds have
   * passed.
   */
  changes(options: ChangesOptions): Promise<ChangesPage>;
  /** A `_local` document (never replicated), or null. @param id without the `_local/` prefix. */
  getLocal<T extends object = Record<string, unknown>>(id: string): Promise<T | null>;
  /** Writes a `_local` document, whatever stood there: CouchDB keeps no optimistic lock on these. */
  putLocal(id: string, body: object): Promise<void>;
  /** Name, number of documents and the newest sequence. */
  info(): Promise<{ name: string; docCount: number; seq: string }>;
}

/**
 * Every view, as `<design document>/<view>`; its text is `ddocs/views/<design document>/<view>.js`. A view cannot see
 * the settings: a contact, there, is a document of type `contact` or of one of the four hard-coded types.
 *
 * | view | keys of a document | value |
 * |---|---|---|
 * | `medic/contacts_by_depth` | contact: `[id]` and `[id, depth]` for itself (depth 0) and each place above | `{shortcode?, primary_contact?}` |
 * | `medic/messages_by_state` | each task and scheduled task: `[state, due]`; `['pending-or-forwarded', due]` as well when `pending` or `forwarded-to-gateway` to a number; `due` in ms since 1970, null when it is no date | `{list: 'tasks' or 'scheduled_tasks', index, uuid}` |
 * | `medic/docs_by_replication_key` | what decides who may have a document: `_all`, of what is said in a group the group alone; each subject and the sender of a report (the places above him too with `needs_signoff`), each contact a typed message goes to, the user of a task or a training, the owner of a target, `_unassigned`; no key for contacts | null |
 * | `medic-client/contacts_by_reference` | contact: `['shortcode', text]`, `['external', rc_code in upper case]` | null |
 * | `medic-client/contacts_by_phone` | contact: its phone as stored | null |
 * | `medic-client/contacts_by_place` | contact: the id of each place above, not its own | how far above: 1 for the parent |
 * | `medic-client/contacts_by_type` | contact: `[effective type]` | text to sort lists by: dead, muted, type, name in lower case |
 * | `medic-client/reports_by_subject` | report: each id it names its subject by, as text | its `reported_date` |
 * | `medic-client/reports_by_date` | report with a form: `[reported_date]` | null |
 * | `medic-client/doc_by_type` | any document: `[type]` | `{code, name, enabled}` of translations, else null |
 * | `medic-sms/messages_by_uuid` | each outgoing message: its uuid | `{list, index}` of its task |
 * | `medic-sms/messages_by_gateway_ref` | incoming message: the gateway's reference; each outgoing message: the service's own id of it | null; `{list, index, uuid}` of its task |
 * | `medic-chats/messages_to_chats` | each task and scheduled task to the address of a chat, `pending` or `forwarded-to-gateway`: `[state, rank, due]`; rank 1 for what nobody asked for, 0 for all else | `{list, index, uuid, to}` |
 * | `medic-chats/contacts_by_address` | contact: each of its addresses | null |
 * | `medic-runs/runs` | run: `['open', address]` and, where it waits for the clock, `['due', ms]` until it has ended; `['of', form or dialogue, version, state]` | null |
 * | `medic-people/contacts_by_word` | contact: `[place, word]` for itself, each place above and `''`, and each word of its name and codes, without accents, in lower case | null |
 * | `medic-conflicts/conflicts` | document with losing leaves: its id | its revisions, the winner first |
 * | `medic-answers/reports_by_answer` | report with a form: `[field, value]` of each answer, `fields` and their groups by path, and of `patient_id`, `place_id`, `case_id`, `from`; the value as text without blanks around it, in lower case, at most 200 signs | `{form, date, faulty}` |
 * | `medic-forms/reports_by_form` | report with a form: `['any', reported_date]`, `['form', form, reported_date]` and, where its sender stands below a place, `['any below', place, reported_date]`, `['parent', form, place, reported_date]`; the form in lower case | null |
 * | `medic-review/reviews` | review: `[state, kind, deadline]`; where it has none, when it was made | null |
 * | `medic-talk/messages_by_conversation` | each message of a report that came in or set out: `[with, at]`, with whom as `ddocs/conversations/message-rows.ts` says it | `{text, incoming}`, or `{text, state, uuid}`; the text's beginning |
 * | `medic-talk/messages_by_word` | report with messages: `[word, reported_date]` of each word said in it, in lower case without accents, at most 30 signs | null |
 * | `medic-talk/flags` | flag: `['user', name, at]`; `['message', message]` | the message; null |
 * | `medic-study/contacts_by_study_id` | contact: its study id, without blanks around it | null |
 * | `medic-campaigns/recipients` | recipient: `[campaign, 'to', state, until or reason]`; its message: `[campaign, 'message', state, null]`; its run: `[campaign, 'run', state or planned, null]` | null |
 * | `medic-campaigns/had` | run of a dialogue that is no trial: `[dialogue, contact]` | `{state, begun, started, changed}` |
 * | `medic-progress/stopped_at` | run of a dialogue that is no trial, was begun and is not done: `[dialogue, 'waits', its step]`, of one that has ended `[dialogue, 'stopped', the step that was answered last]`; the step may be empty | null |
 * | `medic-progress/people` | contact who takes part or has a chat, and is no trial: `[how she takes part]` | `{since, language, interval, profile}`, its short answers as text |
 * | `medic-dispatch/dispatches` | what became of a request for help: `['state', state, changed]`; `['due', ms]` where it waits for the clock; `['for', beneficiary, created]`; `['owner', who looks after it, created]` until it is done; `['trip']` of several in one go; of each person asked `['open', volunteer]` while it is open, `['writes', address]` while words are waited for, `['past', volunteer, month]` | null; null; `'asked'` or `'mission'`; when asked, in ms; `{at, last, yes, stage}` |
 * | `medic-dispatch/volunteers` | contact who is a volunteer: `['status', status, name]`; of an active one `['cell', north, east]`, without a position `['zone', parent or '']` | null; `[latitude, longitude]` |
 * | `medic-events/events` | event: `['at', start]`, and `['due', ms]` of each reminder that is still to be said; who follows: `['follows', what, since]`, `['follower', address, what]`; message that was listened to: `['post', reported_date]` | null |
 * | `medic-erasure/docs_by_mention` | any document: each id, short code, number and address by which it may name somebody | null |
 */
export const viewNames = [
  'medic/contacts_by_depth',
  'medic/docs_by_replication_key',
  'medic/messages_by_state',
  'medic-client/contacts_by_reference',
  'medic-client/contacts_by_phone',
  'medic-client/contacts_by_place',
  'medic-client/contacts_by_type',
  'medic-client/reports_by_subject',
  'medic-client/reports_by_date',
  'medic-client/doc_by_type',
  'medic-sms/messages_by_uuid',
  'medic-sms/messages_by_gateway_ref',
  'medic-chats/messages_to_chats',
  'medic-chats/contacts_by_address',
  'medic-runs/runs',
  'medic-people/contacts_by_word',
  'medic-conflicts/conflicts',
  'medic-answers/reports_by_answer',
  'medic-forms/reports_by_form',
  'medic-review/reviews',
  'medic-talk/messages_by_conversation',
  'medic-talk/messages_by_word',
  'medic-talk/flags',
  'medic-study/contacts_by_study_id',
  'medic-campaigns/recipients',
  'medic-campaigns/had',
  'medic-progress/stopped_at',
  'medic-progress/people',
  'medic-dispatch/dispatches',
  'medic-dispatch/volunteers',
  'medic-events/events',
  'medic-erasure/docs_by_mention',
] as const;

/** One of {@link viewNames}. */
export type ViewName = (typeof viewNames)[number];

/** Design documents that only the server has. */
const serverDesigns: readonly string[] = [
  'medic-answers',
  'medic-forms',
  'medic-chats',
  'medic-runs',
  'medic-people',
  'medic-review',
  'medic-talk',
  'medic-study',
  'medic-campaigns',
  'medic-progress',
  'medic-dispatch',
  'medic-events',
  'medic-erasure',
];

/**
 * Design documents whose views CouchDB builds when first asked for, and brings up to date only then: a programme that
 * never asks, having no SMS or no expressions about other reports, shall not pay for them with every write.
 */
export const lazyDesigns: readonly string[] = ['medic-sms', 'medic-conflicts', ...serverDesigns];

/** Views that a phone keeps in memory. */
export const phoneViewNames = viewNames.filter(view => !serverDesigns.includes(view.split('/')[0]!));

/** A key of a view: text, a number, a list of them, or `{}`, which sorts after everything and so ends a range. */
export type Key = string | number | boolean | null | readonly Key[] | Readonly<Record<string, never>>;

export interface ReadOptions {
  /** Adds `_conflicts`, where there are any. */
  conflicts?: boolean;
  /** Adds the attachments inline. */
  attachments?: boolean;
  /** This revision instead of the winner, as it is: with `_deleted` where it is a deletion. Only for `get`. */
  rev?: string;
  /** Adds `_revisions`, the history of the revision. Only for `get`. */
  revisions?: boolean;
  /**
   * Asks every copy that a cluster can reach, where by default more than half of them is enough: a revision that was
   * written to a minority only is seen too. Costs a request for each document; elsewhere it changes nothing.
   */
  quorum?: 'all';
}

export interface QueryOptions {
  key?: Key;
  keys?: readonly Key[];
  startKey?: Key;
  endKey?: Key;
  /** At most so many rows. */
  limit: number;
  skip?: number;
  descending?: boolean;
  /** Adds the document of each row. */
  docs?: boolean;
  /**
   * Answers from the index as it stands, which may not know the newest writes yet, and has it brought up to date
   * afterwards.
   */
  lazy?: boolean;
  /**
   * Answers the same without waiting until the index is brought up to date, where that can be had: from the index as it
   * stands and from what changed since. For questions with few rows, a key, keys or a range.
   */
  prompt?: boolean;
}

export interface RangeOptions {
  /** Ids from here on, inclusive. */
  from: string;
  /** Ids up to here, inclusive. */
  to: string;
  limit: number;
  /** Ids strictly after `from`: to read page after page. */
  after?: boolean;
}

export interface ViewRow<V = unknown, T extends Doc = Doc> {
  id: string;
  key: Key;
  value: V;
  doc?: T | null;
}

/** What became of one document. */
export type WriteResult =
  /** `accepted` where fewer nodes of a cluster than a quorum have it: it may still lose to another. */
  | { id: string; ok: true; rev: string; accepted?: true }
  | { id: string; ok: false; error: 'conflict' | 'forbidden' | 'unauthorized' | string; reason: string };

export interface ChangesOptions {
  /** An opaque sequence of this database, `'0'` for all, `'now'` for none yet. */
  since: string;
  /** At most so many; 0 for none, to learn how many are `pending`. */
  limit: number;
  docs?: boolean;
  conflicts?: boolean;
  /** Hold up to so many milliseconds for a first change. */
  wait?: number;
  /** Ends the wait: the answer is then a page without changes, at `since`. */
  signal?: AbortSignal;
}

export interface Change<T extends Doc = Doc> {
  id: string;
  seq: string;
  /** The winning revision. */
  rev: string;
  deleted: boolean;
  doc?: T | null;
}

export interface ChangesPage {
  changes: Change[];
  /** Where the next call goes on. */
  lastSeq: string;
  /** How many changes are still to come; 0 at the end, -1 where the database does not say. */
  pending: number;
}
