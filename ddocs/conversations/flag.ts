import type { Doc, Iso } from '../documents/doc.ts';

/**
 * One message, wherever it is shown: `<id of its document>/in` for one that came in, else the document and the uuid of
 * the message, `<id>/<uuid>`.
 */
export type MessageKey = string;

/** The key of a message. @param uuid of an outgoing one */
export const messageKey = (doc: string, uuid?: string): MessageKey => `${doc}/${uuid ?? 'in'}`;

/** The document of a message, and which of its messages it is; undefined uuid for the one that came in. */
export const fromKey = (key: MessageKey): { doc: string; uuid: string | undefined } => {
  const at = key.lastIndexOf('/');
  const uuid = key.slice(at + 1);
  return { doc: key.slice(0, Math.max(0, at)), uuid: uuid === 'in' ? undefined : uuid };
};

/** A message that one user flagged, for himself. */
export interface FlagDoc extends Doc {
  type: 'flag';
  message: MessageKey;
  /** Name of the user whose flag it is. */
  user: string;
  at: Iso;
}

/** Id of a user's flag on a message: he flags it once. */
export const flagId = (message: MessageKey, user: string): string => `flag:${message}:${user}`;
