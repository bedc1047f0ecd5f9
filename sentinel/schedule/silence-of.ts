import { type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { MessageClass } from '@rounds/ddocs/documents/reports.ts';

/** Why somebody gets no message. */
export type Silence = 'blocked' | 'muted' | 'paused' | 'left' | 'no consent';

/** Who gets a message, as far as silence goes. */
export interface Receiver {
  contact: Pick<Contact, 'muted' | 'participation'> | null;
  /** The chat takes nothing from the bot. */
  isBlocked: boolean;
  /** Nothing is said to who has not consented. */
  needsConsent: boolean;
}

/** What silences a kind of message. Quiet hours are no silence: what they hold goes later. */
const stoppedBy: Readonly<Record<MessageClass, readonly Silence[]>> = {
  answer: ['blocked'],
  typed: ['blocked', 'left', 'no consent'],
  unsolicited: ['blocked', 'muted', 'paused', 'left', 'no consent'],
  urgent: ['blocked', 'muted', 'paused', 'left', 'no consent'],
};

/** Everything about somebody that may silence a message, the weightiest first. */
const silences = ({ contact, isBlocked, needsConsent }: Receiver): Silence[] => {
  const state = contact?.participation?.state;
  return [
    ...(isBlocked ? (['blocked'] as const) : []),
    ...(state === 'left' ? (['left'] as const) : []),
    ...(state === 'refused' || (needsConsent && contact && state === undefined) ? (['no consent'] as const) : []),
    ...(state === 'paused' ? (['paused'] as const) : []),
    ...(isMuted(contact) ? (['muted'] as const) : []),
  ];
};

/** Why a message of a class does not go to somebody; undefined where it may. Somebody whom nobody knows counts as active. */
export const silenceOf = (kind: MessageClass, receiver: Receiver): Silence | undefined =>
  silences(receiver).find(reason => stoppedBy[kind].includes(reason));

/** Whether quiet hours hold a kind of message. */
export const waitsForHours = (kind: MessageClass): boolean => kind === 'unsolicited';
