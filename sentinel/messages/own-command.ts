import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { configuredForm } from '../reports/submission.ts';
import { type Command, commandIn, isOwn } from './commands.ts';

/** Whether a report is a message that may be a command: it was written by hand, and is no form of the programme. */
export const isMessage = (report: Report, settings: Settings): boolean =>
  !!report.from &&
  !report.kujua_message &&
  report.content_type !== 'xml' &&
  report.sms_message !== undefined &&
  !(report.form && configuredForm(settings, report.form)) &&
  !report.chat_message?.group &&
  !report.chat_message?.taken_by;

/** The command of a person about herself that a report is; undefined for any other. */
export const ownCommandOf = (report: Report, settings: Settings, words: Words): Command | undefined => {
  if (!isMessage(report, settings)) return undefined;
  const command = commandIn(String(report.sms_message?.message ?? ''), words, Object.keys(settings.forms));
  return command && isOwn(command.name) ? command : undefined;
};
