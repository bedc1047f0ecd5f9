import { isChatAddress } from '../documents/addresses.ts';
import type { Contact } from '../documents/contacts.ts';
import type { Iso, Ms } from '../documents/doc.ts';
import type { Report, StateDetails, TaskState } from '../documents/reports.ts';
import { legible } from '../validate/shapes.ts';
import { messageKey } from './flag.ts';
import { incomingText, outgoingOf } from './message-rows.ts';

/** Where a message stands: its document, which of its messages, and when it was said. */
export interface Said {
  doc: string;
  at: Ms;
  incoming: boolean;
  /** Of an outgoing one. */
  uuid?: string | undefined;
}

/** The key of a message by where it stands. */
export const keyOf = ({ doc, incoming, uuid }: Omit<Said, 'at'>): string =>
  messageKey(doc, incoming ? 'in' : (uuid ?? ''));

/** What a contact is called in lists: of a participant the study id goes first. */
export const shownName = ({ name, study_id: study }: Contact): string =>
  [study, name].filter(part => typeof part === 'string' && part !== '').join(': ');

/** One message of a conversation, for the page that shows it. */
export interface Bubble {
  /** The same on every reading, and in links: see `messageKey`. */
  key: string;
  doc: string;
  at: Ms;
  incoming: boolean;
  text: string;
  /** The form that the document is a report of. */
  form?: string;
  /** Of an incoming one: the contact who wrote it; of one typed by a person: the user. */
  by?: { id?: string; name: string };
  /** Where the message of an outgoing one stands, and how it came there. */
  state?: TaskState;
  state_details?: StateDetails;
  history?: unknown[];
  /** Whether it was planned for then. */
  planned?: boolean;
  /** When it is to go, of one that waits for its time. */
  due?: Iso;
  /** By what the channel knows an outgoing one: an answer to it names that. */
  ref?: string;
  /** Files that a colleague sent with it: attachments of its document. */
  attached?: { name: string; mime: string; size?: number }[];
  /** Buttons below it that were pressed. */
  pressed?: string[];
  /** It came, or goes, by a chat; absent for SMS. */
  byChat?: true;
  /** How it came by a chat: its kind, files, what it answers, what it said before. */
  chat?: unknown;
}

/**
 * The messages of rows, in their order. A row whose document was changed meanwhile, or may not be seen, is left out.
 * @param docs those that may be seen, by id
 * @param people contacts who wrote, by id
 */
export const bubblesOf = (
  rows: readonly Said[],
  docs: ReadonlyMap<string, Report>,
  people: ReadonlyMap<string, Contact>,
): Bubble[] =>
  rows.flatMap((row): Bubble[] => {
    const stored = docs.get(row.doc);
    if (!stored) return [];
    const { doc: report } = legible(stored);
    const common = { key: keyOf(row), doc: row.doc, at: row.at, ...(report.form ? { form: report.form } : {}) };
    if (row.incoming) {
      const text = incomingText(report);
      const writer = people.get(report.contact?._id ?? '');
      if (text === undefined) return [];
      return [
        {
          ...common,
          ...{ incoming: true, text },
          ...(writer ? { by: { id: writer._id, name: shownName(writer) } } : {}),
          ...(report.chat_message ? { chat: report.chat_message, byChat: true } : {}),
        },
      ];
    }
    const out = outgoingOf(report).find(({ message }) => messageKey(row.doc, message.uuid ?? '') === common.key);
    if (!out) return [];
    const { task, message, scheduled } = out;
    const { chat } = message;
    // It only took the buttons from an earlier message: nobody has read anything.
    if (chat?.edit !== undefined && !message.message) return [];
    return [
      {
        ...common,
        ...{ incoming: false, text: String(message.message ?? ''), state: task.state, planned: scheduled },
        ...(task.state_details ? { state_details: task.state_details } : {}),
        ...(task.state_history ? { history: task.state_history } : {}),
        // Who on the staff wrote it is kept, and goes nowhere else.
        ...(report.kujua_message && report.sent_by ? { by: { name: report.sent_by } } : {}),
        ...(chat ? { chat } : {}),
        ...(isChatAddress(message.to) ? { byChat: true } : {}),
        ...(task.state === 'scheduled' && task.due ? { due: new Date(task.due).toISOString() } : {}),
        ...(task.gateway_ref ? { ref: task.gateway_ref } : {}),
        ...attachedOf(stored, chat?.attachments),
      },
    ];
  });

/** The attachments of a document that a message brings. */
const attachedOf = ({ _attachments: all = {} }: Report, names: unknown): Pick<Bubble, 'attached'> => {
  const attached = (Array.isArray(names) ? (names as string[]) : []).flatMap(name => {
    const { content_type: mime, length: size } = all[name] ?? {};
    return mime === undefined ? [] : [{ name, mime, ...(size === undefined ? {} : { size }) }];
  });
  return attached.length > 0 ? { attached } : {};
};
