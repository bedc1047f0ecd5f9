import { messageKey } from '@rounds/ddocs/conversations/flag.ts';
import { incomingText, outgoingOf } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report, StateDetails, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { keyOfRow, shownName, type TalkRow } from './shelf.ts';

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
  /** How it came by a chat: its kind, files, what it answers, what it said before. */
  chat?: unknown;
}

/**
 * The messages of rows, in their order. A row whose document was changed meanwhile, or may not be seen, is left out.
 * @param docs those that may be seen, by id
 * @param people contacts who wrote, by id
 */
export const bubblesOf = (
  rows: readonly TalkRow[],
  docs: ReadonlyMap<string, Report>,
  people: ReadonlyMap<string, Contact>,
): Bubble[] =>
  rows.flatMap((row): Bubble[] => {
    const stored = docs.get(row.id);
    if (!stored) return [];
    const { doc: report } = legible(stored);
    const common = { key: keyOfRow(row), doc: row.id, at: row.key[1], ...(report.form ? { form: report.form } : {}) };
    if (row.value.incoming) {
      const text = incomingText(report);
      const writer = people.get(report.contact?._id ?? '');
      if (text === undefined) return [];
      return [
        {
          ...common,
          ...{ incoming: true, text },
          ...(writer ? { by: { id: writer._id, name: shownName(writer) } } : {}),
          ...(report.chat_message ? { chat: report.chat_message } : {}),
        },
      ];
    }
    const out = outgoingOf(report).find(({ message }) => messageKey(row.id, message.uuid ?? '') === common.key);
    if (!out) return [];
    const { task, message, scheduled } = out;
    const { chat } = message as { chat?: unknown };
    return [
      {
        ...common,
        ...{ incoming: false, text: String(message.message ?? ''), state: task.state, planned: scheduled },
        ...(task.state_details ? { state_details: task.state_details } : {}),
        ...(task.state_history ? { history: task.state_history } : {}),
        // Who on the staff wrote it is kept, and goes nowhere else.
        ...(report.kujua_message && report.sent_by ? { by: { name: report.sent_by } } : {}),
        ...(chat ? { chat } : {}),
      },
    ];
  });
