import { isChatAddress } from '../documents/addresses.ts';
import type { Doc, Ms } from '../documents/doc.ts';
import {
  isReport,
  type Message,
  momentDue,
  type Report,
  type ScheduledTask,
  type Task,
  type TaskState,
} from '../documents/reports.ts';

/** One message of a document, by whatever channel, as far as the lists know it. */
export interface MessageRow {
  /** The document it is in. */
  doc: string;
  /**
   * Id of the contact it came from or goes to; the group's where it was said in one. Where the document names none,
   * `tel:` and the number, or the address of the chat.
   */
  with: string;
  at: Ms;
  /** Came in; all others go out. */
  incoming: boolean;
  /** Its beginning. */
  text: string;
  /** Of an outgoing one. */
  state?: TaskState;
  /** Which message of the document it is; of an outgoing one. */
  uuid?: string;
  /** Whether a report carries it: its mark is `read:report:<id>` then. */
  form: boolean;
}

/** An outgoing message with all there is to say of it. */
export interface Outgoing {
  task: ScheduledTask;
  message: Message;
  /** Whether it was planned for later. */
  scheduled: boolean;
}

/** How much of a text the lists keep. */
const beginning = 100;

/** A number as it is compared: its digits, with the plus before them where it has one. */
export const plainNumber = (phone: string): string => phone.replace(/(?!^\+)\D/g, '');

const isNumber = (text: unknown): text is string => typeof text === 'string' && /^\+?[\d\s().-]{3,}$/.test(text.trim());

/** Somebody of whom nothing but number or chat is known. */
const stranger = (address: unknown): string => {
  if (isChatAddress(address)) return String(address);
  return isNumber(address) ? `tel:${plainNumber(address)}` : '';
};

/** Whom a message goes to: the contact that the document names, else the address; '' where it never had one. */
const recipientOf = ({ contact, to }: Message, report: Report): string => {
  if (contact?._id) return contact._id;
  if (to && to === report.from && report.contact?._id && !report.kujua_message) return senderOf(report);
  return stranger(to);
};

/** When a document was reported, in ms; 0 where it does not say. */
export const reportedAt = ({ reported_date }: Report): Ms => Number(reported_date) || 0;

/** The words of a message; '' before they are written. */
export const textOf = ({ message }: Message): string => String(message ?? '');

/** States in which a message planned for later has not been given to anybody yet, and may never be. */
const planned = new Set<TaskState>(['scheduled', 'muted', 'cleared', 'clear', 'skipped']);

/** Whether a message that a person typed waits for the time that he gave it, or does not go any more. */
const typedForLater = (task: ScheduledTask, { kujua_message: typed }: Report): boolean =>
  !!typed && planned.has(task.state);

/** When a message set out: it became due, or was written. One that was typed for later stands where it was written. */
export const setOutAt = (task: ScheduledTask, report: Report): Ms => {
  const history = task.state_history?.find(({ state }) => !planned.has(state));
  if (!history && typedForLater(task, report)) return reportedAt(report);
  const at = momentDue({ due: history?.timestamp ?? task.timestamp ?? task.due ?? null });
  return Number.isNaN(at) ? reportedAt(report) : at;
};

/** The outgoing messages of a document that have set out, or were typed by a person for later, in their order. */
export const outgoingOf = (report: Report): Outgoing[] => {
  const of = (tasks: readonly Task[] | undefined, scheduled: boolean): Outgoing[] =>
    (tasks ?? []).flatMap(task =>
      (task?.messages ?? []).filter(Boolean).map(message => ({ task, message, scheduled })),
    );
  const later = (report.scheduled_tasks ?? []).filter(
    task => task && (!planned.has(task.state) || typedForLater(task, report)),
  );
  return [...of(report.tasks, false), ...of(later, true)];
};

/** The text of a message that came in; undefined for any other document. */
export const incomingText = (report: Report): string | undefined => {
  const text = report.sms_message?.message;
  return typeof text === 'string' && !report.kujua_message ? text : undefined;
};

/** The group in which a message was said; undefined where it was said to us alone. */
const groupOf = ({ chat_message: chat }: Report): string | undefined => {
  const { group } = (chat ?? {}) as { group?: unknown };
  return typeof group === 'string' && group !== '' ? group : undefined;
};

/** With whom a message that came in is: the group, else its sender. */
const senderOf = (report: Report): string => {
  const { contact, from, sms_message: sms } = report;
  return groupOf(report) ?? contact?._id ?? stranger(from ?? sms?.from);
};

/**
 * What the lists know of the messages of a document; none for a deleted one, or one that is no report.
 * @param length of the beginning of each text
 */
export const messageRowsOf = (doc: Doc, length = beginning): MessageRow[] => {
  if (doc._deleted || !isReport(doc)) return [];
  const report = doc;
  const form = !!report.form;
  const text = incomingText(report);
  const incoming: MessageRow[] =
    text === undefined
      ? []
      : [
          {
            doc: doc._id,
            with: senderOf(report),
            at: reportedAt(report),
            incoming: true,
            text: text.slice(0, length),
            form,
          },
        ];
  const outgoing = outgoingOf(report).map(({ task, message }) => ({
    doc: doc._id,
    with: recipientOf(message, report),
    at: setOutAt(task, report),
    incoming: false,
    text: textOf(message).slice(0, length),
    state: task.state,
    ...(message.uuid ? { uuid: message.uuid } : {}),
    form,
  }));
  return [...incoming, ...outgoing].filter(row => row.with !== '');
};

/** The outgoing messages of a document that belong to some conversations. @param withs as in {@link MessageRow.with} */
export const outgoingTo = (report: Report, withs: ReadonlySet<string>): Outgoing[] =>
  outgoingOf(report).filter(({ message }) => withs.has(recipientOf(message, report)));

/** Whether a message that came in belongs to some conversations. */
export const cameFrom = (report: Report, withs: ReadonlySet<string>): boolean =>
  incomingText(report) !== undefined && withs.has(senderOf(report));
