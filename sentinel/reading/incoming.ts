import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';

/** A message as it came, by whatever channel. */
export interface IncomingMessage {
  /** Its text, as it came. */
  message: string;
  /** Phone number or name of the sender, as the channel gives it. */
  from?: string | undefined;
  /** When it was sent: ms, 13 or more digits, or a date. It counts as sent now where this is none of these. */
  sentTimestamp?: unknown;
  /** Language that the sender is known to write. */
  locale?: string | undefined;
  /** Id of the message at its gateway, under which it is known again. */
  gatewayRef?: string | undefined;
}

/** With what a message is read. */
export interface Reading {
  settings: Settings;
  words: Words;
  now: Ms;
}

/** A report that has no id yet. */
export type NewReport = { [Field in keyof Report as Field extends '_id' ? never : Field]: Report[Field] };
