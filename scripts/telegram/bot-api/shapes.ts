// The shapes that the Bot API documents (https://core.telegram.org/bots/api), as far as this peer knows them. It takes
// them from there and not from the library that Rounds uses, so that a mistake there is seen here.

/** A person, or a bot. */
export interface User {
  id: number;
  is_bot: boolean;
  first_name: string;
  last_name?: string;
  username?: string;
  language_code?: string;
}

export type ChatType = 'private' | 'group' | 'supergroup' | 'channel';

/** What messages say of the chat that they are in. */
export interface Chat {
  id: number;
  type: ChatType;
  title?: string;
  username?: string;
  first_name?: string;
  last_name?: string;
  is_forum?: boolean;
}

/** A part of a text: a command, a mention, bold letters. Counted in UTF-16 units. */
export interface Entity {
  type: string;
  offset: number;
  length: number;
  [more: string]: unknown;
}

/** A message; its content stands in the field of its kind: `text`, `photo`, `new_chat_members`. */
export interface Message {
  message_id: number;
  /** Seconds since 1970. */
  date: number;
  chat: Chat;
  from?: User;
  sender_chat?: Chat;
  text?: string;
  caption?: string;
  entities?: Entity[];
  caption_entities?: Entity[];
  edit_date?: number;
  message_thread_id?: number;
  media_group_id?: string;
  reply_to_message?: Message;
  reply_markup?: unknown;
  [content: string]: unknown;
}

export type MemberStatus = 'creator' | 'administrator' | 'member' | 'left' | 'kicked';

/** What a bot hears of the world: one of the kinds stands beside its number. */
export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

/** The arguments of a call, as they came: JSON, a form, or a form with files. */
export type Params = Readonly<Record<string, unknown>>;

/** A file that came with a call, or that a person sent. */
export interface StoredFile {
  file_id: string;
  file_unique_id: string;
  file_path: string;
  file_name?: string;
  mime_type?: string;
  bytes: Uint8Array;
}
