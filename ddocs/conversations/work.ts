import type { Doc, Iso, Ms } from '../documents/doc.ts';

/** Where the work on a conversation is. */
export type WorkState = 'open' | 'pending' | 'snoozed' | 'resolved';

/** The work on one conversation: `work:<conversation>`. Who looks after it, and what colleagues noted. */
export interface WorkDoc extends Doc {
  type: 'work';
  conversation: string;
  state: WorkState;
  /** When it came into this state. */
  since: Iso;
  /** Of a snoozed one: until when. */
  until?: Iso;
  /** Of a snoozed one: whether a message of the person wakes it before; a thank-you need not. @default true */
  wakes_on_reply?: boolean;
  /** Name of the user who looks after it; absent where nobody does. */
  owner?: string;
  /** What colleagues say among themselves: it never goes out. */
  notes?: { by: string; at: Iso; text: string }[];
}

/** Id of the work on a conversation. */
export const workId = (conversation: string): string => `work:${conversation}`;

/**
 * The state of a conversation now: one that was resolved is open again when the person wrote since, a snoozed one when
 * its time came or, unless it sleeps through replies, when the person wrote.
 * @param lastIn when the person last wrote, in ms; 0 for never
 */
export const workNow = (
  work: Pick<WorkDoc, 'state' | 'since' | 'until' | 'wakes_on_reply'> | null | undefined,
  lastIn: Ms,
  now: Ms,
): WorkState => {
  if (!work) return 'open';
  const wroteSince = lastIn > Date.parse(work.since);
  if (work.state === 'resolved') return wroteSince ? 'open' : 'resolved';
  if (work.state !== 'snoozed') return work.state;
  const over = work.until !== undefined && Date.parse(work.until) <= now;
  return over || (wroteSince && work.wakes_on_reply !== false) ? 'open' : 'snoozed';
};
