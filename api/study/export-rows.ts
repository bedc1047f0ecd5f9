import { createHmac } from 'node:crypto';
import { shownName } from '@rounds/ddocs/conversations/bubbles.ts';
import { incomingText, outgoingOf } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { keyOfRow, type TalkRow } from '../conversations/shelf.ts';

/** Columns of an export, in the order in which mPACT has them. */
export const exportColumns = [
  'telegram_msg_id',
  'sender_id',
  'sender_name',
  'study_participant_id',
  'room_id',
  'message',
  'date',
  'from_group',
  'is_flagged',
] as const;

/** What a row is made from. */
export interface ExportFacts {
  docs: ReadonlyMap<string, Report>;
  contacts: ReadonlyMap<string, Contact>;
  groups: ReadonlySet<string>;
  /** Keys of messages that anybody flagged. */
  flagged: ReadonlySet<string>;
  /** What an id is replaced by; the same one always by the same within one export. Undefined for an identified one. */
  pseudonym: ((id: string) => string) | undefined;
}

/** Replaces ids: with the key of the export alone nobody finds back, and without it two exports cannot be joined. */
export const pseudonyms =
  (key: Uint8Array) =>
  (id: string): string =>
    id === '' ? '' : createHmac('sha256', key).update(id).digest('hex').slice(0, 16);

/** The cells of a message; none where its document may not be seen or says it no more. */
export const exportCells = (row: TalkRow, facts: ExportFacts): string[] | null => {
  const report = facts.docs.get(row.id);
  if (!report) return null;
  const key = keyOfRow(row);
  const incoming = row.value.incoming === true;
  const out = incoming
    ? undefined
    : outgoingOf(report).find(({ message }) => `${row.id}/${message.uuid ?? ''}` === key);
  const text = incoming ? incomingText(report) : out?.message.message;
  if (text === undefined) return null;
  const room = row.key[0];
  const sender = incoming ? facts.contacts.get(report.contact?._id ?? '') : undefined;
  const { chat_message: chat } = report as { chat_message?: { id?: string } };
  const participant = sender ?? (facts.groups.has(room) ? undefined : facts.contacts.get(room));
  const study = participant?.study_id === undefined ? '' : String(participant.study_id);
  // Of what Rounds says the author is the user who typed it; what rules and schedules say, nobody.
  const author = report.kujua_message ? (report.sent_by ?? '') : '';
  const senderId = incoming ? (report.contact?._id ?? String(report.from ?? '')) : author ? `user:${author}` : 'rounds';
  const ids = [incoming ? (chat?.id ?? key) : key, senderId, study, room];
  const [message, from, participantId, roomId] = facts.pseudonym ? ids.map(facts.pseudonym) : ids;
  return [
    ...[message!, from!],
    facts.pseudonym ? '' : incoming ? (sender ? shownName(sender) : '') : author || 'Rounds',
    ...[participantId!, roomId!],
    String(text),
    new Date(row.key[1]).toISOString(),
    facts.groups.has(room) ? 'true' : 'false',
    facts.flagged.has(key) ? 'true' : 'false',
  ];
};
