import {
  cameFrom,
  incomingText,
  type Outgoing,
  outgoingTo,
  reportedAt,
  setOutAt,
  textOf,
} from '@rounds/ddocs/conversations/message-rows.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { wasSentAgain } from '@rounds/sentinel/messages/again.ts';
import type { Conversations } from './conversations.ts';

/** One message of a conversation, in or out. */
export interface Bubble {
  /** The same on every reading: the document and the message in it. */
  key: string;
  at: Ms;
  text: string;
  report: Report;
  /** Undefined for a message that came in. */
  out?: Outgoing;
  /** Whether a failed one was sent again already. */
  again: boolean;
}

/** A part of a conversation, the oldest first. */
export interface Talk {
  bubbles: Bubble[];
  /** Messages before these. */
  earlier: number;
}

/**
 * The newest messages of a conversation.
 * @param count at most so many documents are read, however long the conversation is
 */
export const talkWith = async (
  phone: { messages: Conversations; store: Store },
  id: string,
  count: number,
): Promise<Talk> => {
  const rows = phone.messages.of(id);
  const newest = rows.slice(0, count);
  const docs = await phone.store.getMany<Report>([...new Set(newest.map(({ doc }) => doc))]);
  const withs = phone.messages.withsOf(id);
  const bubbles = docs.flatMap(doc => (doc ? bubblesOf(doc, withs) : []));
  bubbles.sort((a, b) => a.at - b.at || Number(!!a.out) - Number(!!b.out) || (a.key < b.key ? -1 : 1));
  return { bubbles, earlier: Math.max(0, rows.length - newest.length) };
};

/** The messages of a document that belong to a conversation. @param withs see `Conversations.withsOf` */
export const bubblesOf = (stored: Report, withs: ReadonlySet<string>): Bubble[] => {
  const report = legible(stored).doc;
  const came: Bubble[] = cameFrom(report, withs)
    ? [
        {
          key: `${report._id}/in`,
          at: reportedAt(report),
          text: incomingText(report) ?? '',
          report: stored,
          again: false,
        },
      ]
    : [];
  const went = outgoingTo(report, withs).map(out => ({
    key: `${report._id}/${out.message.uuid}`,
    at: setOutAt(out.task, report),
    text: textOf(out.message),
    report: stored,
    out,
    again: wasSentAgain(report, out.message.uuid),
  }));
  return [...came, ...went];
};
