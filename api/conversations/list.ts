import type { WorkState } from '@rounds/ddocs/conversations/work.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Line } from './shelf.ts';

/** A conversation as one user sees it. */
export interface Listed extends Omit<Line, 'ins'> {
  /** Messages that came since he last read it, at most 100. */
  unread: number;
  state: WorkState;
  /** Name of the user who looks after it. */
  owner?: string;
}

/** How many messages came after the mark of a user. */
export const unreadOf = ({ ins }: Pick<Line, 'ins'>, mark: Ms): number => ins.filter(at => at > mark).length;
