import type { Doc, Iso } from './doc.ts';

/** A file that came with a message, or that a dialogue brings: it goes to no device. */
export interface FileDoc extends Doc {
  type: 'file';
  /** Id of the document that it belongs to: who may see that may fetch it. */
  message: string;
  name?: string;
  mime: string;
  came: Iso;
  _attachments: Record<string, { content_type: string; data?: string }>;
}

/** Name of the attachment that holds the file. */
export const contentName = 'content';
