import type { Words } from '@rounds/config/words/translations.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { speaksOfOthers } from '../messages/others-named.ts';

/**
 * Whether a scheduled message of a report may speak of another registration about the same person.
 * @see speaksOfOthers
 */
export const namesOthers = (report: Report, words: Words): boolean => {
  const waiting = report.scheduled_tasks?.filter(({ state }) => state === 'scheduled') ?? [];
  return speaksOfOthers(
    report,
    waiting.map(({ message_key, message, recipient }) => ({ translation_key: message_key, message, recipient })),
    words,
  );
};
