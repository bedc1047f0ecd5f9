import type { Report, TextEntity } from '@rounds/ddocs/documents/reports.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { reportIdOf } from '../messages/inbox.ts';
import type { ReceivingParts } from './receiving.ts';
import type { Wrote } from './telegram/told.ts';
import { contentOf, takeWords } from './words.ts';

/** A message with the text that it has now; what it said before stays with it. An edit that comes late changes nothing. */
export const withEdit = (report: Report, text: string, edited: number, entities?: TextEntity[]): Report => {
  const { chat_message: { entities: _, ...chat } = {}, sms_message: sms } = report;
  const before = String(sms?.message ?? '');
  if (edited <= (chat.edited ?? 0) || before === text) return report;
  return {
    ...report,
    sms_message: { ...sms, message: text },
    chat_message: {
      ...{ ...chat, edited, edits: [...(chat.edits ?? []), { text: before, until: edited }] },
      ...(entities ? { entities } : {}),
    },
  };
};

/**
 * Somebody changed what he wrote. What it brought about stands: a report was read when it came, and who wants to take it
 * back sends another. A message of which only the edit came is taken for new.
 */
export const takeEdit = async (parts: ReceivingParts, bot: string, told: Wrote): Promise<void> => {
  const { main, book } = parts;
  const id = reportIdOf(book.referenceOf(bot, told.chat, told.message));
  const draft = openDraft<Report>(main);
  await draft.read([id]);
  if (!draft.get(id)) return takeWords(parts, bot, told);
  draft.change(id, report => withEdit(report, contentOf(told), told.edited!, told.entities));
  await draft.commit();
};
