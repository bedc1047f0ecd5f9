import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { TextEntity } from '@rounds/ddocs/documents/reports.ts';

/** Who wrote or pressed. One who writes in the name of a group or channel is no person. */
export interface Writer {
  id: number;
  name: string;
  /** Absent for groups and channels. */
  isPerson?: true;
  language?: string;
}

/** The group in which something happened. */
export interface InGroup {
  title: string;
  kind: 'group' | 'supergroup';
}

/** A file as the Bot API names it. */
export interface TelegramFile {
  /** By which this bot fetches it. */
  file: string;
  name?: string;
  mime?: string;
  /** In bytes. */
  size?: number;
  /** A small picture of it. */
  thumbnail?: { file: string; size?: number };
}

/** Something that somebody wrote or sent. */
export interface Wrote {
  what: 'message';
  chat: number;
  message: number;
  at: Ms;
  by: Writer;
  /** Its text, or the words below what was sent. */
  text: string;
  /** What was sent beside text: `photo`, `voice`, `location`; absent for a text alone. */
  kind?: string;
  group?: InGroup;
  /** Whether it speaks to the bot: always in a private chat, in a group by its name, a command or an answer to it. */
  toBot: boolean;
  /** Parts of the text that are bold, a link and the like. */
  entities?: TextEntity[];
  replyTo?: number;
  thread?: number;
  album?: string;
  file?: TelegramFile;
  location?: { latitude: number; longitude: number };
  /** When its writer changed it; absent for a new message. */
  edited?: Ms;
}

/** A press on a button. */
export interface Pressed {
  what: 'press';
  /** By which it is acknowledged. */
  id: string;
  chat: number;
  /** The message below which the button stands. */
  message: number;
  by: Writer;
  data: string;
  group?: InGroup;
}

/** What an update tells, in our words. */
export type Told =
  | Wrote
  | Pressed
  /** Somebody blocked the bot in their private chat, or took it back. */
  | { what: 'blocked'; chat: number; blocked: boolean }
  /** The bot came into a group, went, or is something else there now. */
  | { what: 'bot'; chat: number; group: InGroup; is: 'member' | 'administrator' | 'out'; by: Writer; at: Ms }
  /** Somebody came into a group or left it. */
  | { what: 'member'; chat: number; group: InGroup; who: Writer; isIn: boolean; at: Ms }
  /** A group has another title. */
  | { what: 'title'; chat: number; group: InGroup }
  /** A group has another number. */
  | { what: 'moved'; chat: number; to: number };
