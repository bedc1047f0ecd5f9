import type { Doc, Iso } from '@rounds/ddocs/documents/doc.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';

/** A file that came with a message: it is fetched by who may see that message, and goes to no device. */
export interface FileDoc extends Doc {
  type: 'file';
  /** Id of the message that it came with. */
  message: string;
  name?: string;
  mime: string;
  came: Iso;
  _attachments: Record<string, { content_type: string; data?: string }>;
}

/** Name of the attachment that holds the file. */
export const contentName = 'content';

/** Id of the file that came with a message. */
export const fileId = (message: string): string => `file:${idFrom('file', message)}`;
