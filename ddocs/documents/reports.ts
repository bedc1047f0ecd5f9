import type { Lineage } from './contacts.ts';
import type { Doc, Iso, Ms } from './doc.ts';

/** States of a message, in the words of CHT's gateway protocol; `skipped` is Rounds' own. */
export type TaskState =
  | 'scheduled'
  | 'pending'
  | 'forwarded-to-gateway'
  | 'received-by-gateway'
  | 'forwarded-by-gateway'
  | 'sent'
  | 'delivered'
  | 'failed'
  | 'denied'
  | 'cleared'
  | 'muted'
  | 'duplicate'
  | 'skipped'
  | 'unrecognised'
  | 'clear';

/** Why a message is in its state. */
export interface StateDetails {
  /** For `muted`: which of the reasons for silence. */
  reason?: string;
  /** The report that brought it there. */
  by?: string;
  /** The contact from which a cascade came. */
  root?: string;
  [field: string]: unknown;
}

/** A button below a message in a chat: it is pressed, or leads to an address. */
export interface Button {
  text: string;
  /** What a press tells, at most 64 bytes; absent for a button that leads somewhere. */
  data?: string;
  url?: string;
}

/** What a message has in a chat beside its text. A number gets the text alone. Rounds' own. */
export interface InChat {
  /** Rows of buttons below it. An empty list takes those away that an edited message had. */
  buttons?: Button[][];
  /**
   * The message of ours that it takes the place of: its uuid, or the channel's reference of it. Without a text only the
   * buttons change.
   */
  edit?: string;
  /** The message that it answers: the uuid of one of ours, or the channel's reference of any. */
  reply?: string;
  /** The topic of a group with topics. */
  thread?: number;
  /** It comes without a sound. */
  silent?: boolean;
  /** Ids of the files that it brings, each a `file:` document; the text stands below the first. */
  files?: string[];
  /** Names of attachments of its own document that it brings, after the files. */
  attachments?: string[];
  /** Parts of its text that are bold, a link and the like. */
  entities?: TextEntity[];
}

/** A part of a text that looks or does otherwise, as the Bot API names it; counted in UTF-16 units. */
export interface TextEntity {
  /** `bold`, `italic`, `underline`, `strikethrough`, `spoiler`, `code`, `pre`, `blockquote`, `text_link`, `url` and the like. */
  type: string;
  offset: number;
  length: number;
  /** Of a `text_link`: where it leads. */
  url?: string;
}

/**
 * What kind of message it is, by which silence is judged: an answer to what somebody did just now, what a colleague typed,
 * what nobody asked for, and what cannot wait.
 */
export type MessageClass = 'answer' | 'typed' | 'unsolicited' | 'urgent';

export interface Message {
  uuid: string;
  to: string;
  message: string;
  original_message?: string;
  error?: string;
  /** Who is meant, where a person chose somebody. */
  contact?: Lineage;
  /** What it has in a chat. Rounds' own key. */
  chat?: InChat;
}

/** An outgoing message of a report. */
export interface Task {
  messages?: Message[];
  state: TaskState;
  /** By which silence is judged; by where it stands, when it is not said. Rounds' own key. */
  message_class?: MessageClass;
  /** It does not go out before. Rounds' own key on a task that was not scheduled. */
  due?: Iso | Ms | null;
  /** It does not go out to a chat after that moment. Rounds' own key. */
  not_after?: Iso;
  state_details?: StateDetails;
  state_history?: { state: TaskState; state_details?: StateDetails; timestamp: Iso }[];
  gateway_ref?: string;
  timestamp?: Iso;
  [field: string]: unknown;
}

/** A message to be sent later. */
export interface ScheduledTask extends Task {
  /** As text, as Rounds writes it, or in ms, as old data and other programs do. @see momentDue */
  due?: Iso | Ms | null;
  /**
   * What `due` was before a person changed it: by this, two versions of a report know the message for the same. Rounds'
   * own key.
   */
  planned?: Iso | Ms | null;
  group?: number | string;
  /** Name of the schedule. */
  type?: string;
  translation_key?: string;
  message_key?: string;
  recipient?: string | string[];
  /** Its text by language, in data of other programs, until it falls due. */
  message?: { locale: string; content: string }[];
  cleared_by?: string;
  responded_to_by?: string[];
}

/** When a scheduled message is due, by what its `due` says; NaN where that is no moment. */
export const momentDue = ({ due }: Pick<ScheduledTask, 'due'>): Ms => new Date(due ?? Number.NaN).getTime();

/** A fault of a report, for its author to read. */
export interface ReportError {
  code: string;
  message: string;
  /** The fields that it is about, by key. */
  fields?: string[];
}

/** A file that came with a message: where it is kept, and what it is. */
export interface ChatFile {
  /** Id of its `file:` document; absent where it is not kept. */
  id?: string;
  /** As its sender named it. */
  name?: string;
  mime?: string;
  /** In bytes, as far as it was told. */
  size?: number;
  /** A small picture of it, at most 20 kB, as `data:` address. */
  thumbnail?: string;
  /** Why it is not kept: `too large`, `not wanted`, `not fetched`. */
  missing?: string;
}

/** What an edit of a report changed: the values before it, by path, such as `init.years`; '' where there was none. */
export interface ReportEdit {
  at: Ms;
  /** Name of the user. */
  by: string;
  before: Record<string, string>;
}

/** How a message came by a chat. */
export interface ChatMessage {
  /** The channel's reference of it, by which an answer to it names it. */
  id?: string;
  /** Contact id of the group in which it was said: who may see that group may see it, and nobody else. */
  group?: string;
  /** The reference of the message that it answers. */
  reply_to?: string;
  /** When it was last changed by who wrote it, in ms. */
  edited?: Ms;
  /** What it said before, oldest first. */
  edits?: { text: string; until: Ms }[];
  /** The topic of a group with topics. */
  thread?: number;
  /** What the messages of an album have in common. */
  album?: string;
  /** Files that came with it. */
  files?: ChatFile[];
  /** A place that was sent, where the programme keeps it. */
  location?: { latitude: number; longitude: number };
  /** Who took it for an answer to his question: it is read as nothing else. */
  taken_by?: string;
  /** The command that it was, without its arguments: `start`. Its answer stands with it, and no rule gives another. */
  command?: string;
  /** What it was beside its text: `photo`, `voice`, `location`. */
  kind?: string;
  /** Parts of its text that are bold, a link and the like. */
  entities?: TextEntity[];
}

/** A report or a message that came in. */
export interface Report extends Doc {
  type: 'data_record';
  form?: string;
  fields?: Record<string, unknown>;
  /** `xml` for a form filled in on a screen; absent for SMS and JSON. */
  content_type?: string;
  contact?: Lineage;
  from?: string;
  reported_date?: Ms;
  sms_message?: Record<string, unknown>;
  tasks?: Task[];
  scheduled_tasks?: ScheduledTask[];
  errors?: ReportError[];
  patient_id?: string;
  place_id?: string;
  client_side_transitions?: Record<string, boolean>;
  /** What a person who verifies reports said of it; absent as long as nobody did. */
  verified?: boolean;
  /** When that was said, in ms. */
  verified_date?: Ms;
  /** Name of the user who said it. Rounds' own key. */
  verified_by?: string;
  /**
   * Roles of which somebody must say it before the report does anything; none for whoever may verify. Rounds' own key.
   */
  waits_for?: string[];
  /** How its answers were changed, the last edits last. Rounds' own key. */
  edits?: ReportEdit[];
  /** Set where the message came by a chat. Rounds' own key. */
  chat_message?: ChatMessage;
  /** An outgoing message that a person typed. */
  kujua_message?: boolean;
  /** Name of the user who typed it, or of the contact who sent the report. */
  sent_by?: string;
  /** The campaign that it is of: it does not go out once that is stopped. Rounds' own key. */
  campaign?: string;
  /** `xmlVersion` of the form that it was filled in with. */
  form_version?: unknown;
  /** Paths in `fields`, joined by dots, that people are not shown. */
  hidden_fields?: string[];
  /** Questions that had to be answered and could not be on the device, with the reason. Rounds' own key. */
  unanswered?: { path: string; reason: string }[];
}

/** Whether a document is a report or an incoming message. */
export const isReport = (doc: Doc | null | undefined): doc is Report => doc?.type === 'data_record';

/** From the first to the last letter, digit or underscore: found in one pass, however many other signs are between. */
const fromLetterToLetter = /[\p{L}\p{N}_](?:.*[\p{L}\p{N}_])?/su;

/** A form code as compared: lower case, without what is not a letter, digit, underscore or colon around it. */
export const formCode = (form: unknown): string =>
  typeof form === 'string' ? (fromLetterToLetter.exec(form.trim().toLowerCase())?.[0] ?? '') : '';

/** Whether two form codes name the same form; used for every comparison of forms, on the server and on the phone. */
export const sameForm = (a: unknown, b: unknown): boolean => formCode(a) !== '' && formCode(a) === formCode(b);

/** Whether a value names somebody: not where it is an object, which another program may have left there. */
const names = (id: unknown): boolean => !!id && typeof id !== 'object';

/** The ids that a report names as its subject, `patient` first. */
export const subjectOf = (report: Report): { patient?: string; place?: string } => {
  const fields = report.fields ?? {};
  const patient = [fields.patient_id, fields.patient_uuid, report.patient_id].find(names);
  const place = [fields.place_id, fields.place_uuid, report.place_id].find(names);
  return { ...(patient ? { patient: String(patient) } : {}), ...(place ? { place: String(place) } : {}) };
};

/** Every id under which `reports_by_subject` lists a report, as text. */
export const reportSubjectIds = (report: Report): string[] => {
  const fields = report.fields ?? {};
  const ids = [
    ...[report.patient_id, report.place_id, report.case_id],
    ...[fields.patient_id, fields.place_id, fields.case_id, fields.patient_uuid, fields.place_uuid],
  ];
  return [
    ...new Set(ids.filter(id => id !== undefined && id !== null && id !== '' && typeof id !== 'object').map(String)),
  ];
};

/**
 * A task in a new state, with the state written into its history; the same object when nothing changed.
 * Unlike CHT, details and gateway reference that are not given are kept.
 */
export const withTaskState = <T extends Task>(
  task: T,
  state: TaskState,
  now: Iso,
  details?: StateDetails,
  gatewayRef?: string,
): T => {
  // A client may have left anything there.
  const history = Array.isArray(task.state_history) ? task.state_history : [];
  const last = history.at(-1);
  const sameDetails = details === undefined || JSON.stringify(details) === JSON.stringify(task.state_details ?? {});
  const sameRef = gatewayRef === undefined || gatewayRef === task.gateway_ref;
  if (task.state === state && last?.state === state && sameDetails && sameRef) return task;
  const entry = { state, ...(details ? { state_details: details } : {}), timestamp: now };
  const { state_details: _, ...rest } = task;
  return {
    ...rest,
    state,
    ...(details ? { state_details: details } : {}),
    ...(gatewayRef === undefined ? {} : { gateway_ref: gatewayRef }),
    state_history: [...history, entry],
  } as T;
};
