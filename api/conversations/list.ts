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

/** In which order: groups by name, then people and numbers by name; or what was last said first. */
export type Order = 'name' | 'newest';

const ranks = { group: 0, place: 1, person: 1, stranger: 2 } as const;
const names = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Which of two conversations stands first. */
export const byOrder =
  (order: Order) =>
  (a: Pick<Line, 'id' | 'kind' | 'name' | 'last'>, b: Pick<Line, 'id' | 'kind' | 'name' | 'last'>): number => {
    const first =
      order === 'newest' ? b.last.at - a.last.at : ranks[a.kind] - ranks[b.kind] || names.compare(a.name, b.name);
    return first || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  };

/** How many messages came after the mark of a user. */
export const unreadOf = ({ ins }: Pick<Line, 'ins'>, mark: Ms): number => ins.filter(at => at > mark).length;

/** Where a page ended: enough of the conversation to find its place again, whatever moved meanwhile. */
export const cursorOf = ({ id, kind, name, last }: Listed): string =>
  Buffer.from(JSON.stringify({ id, kind, name, at: last.at })).toString('base64url');

/** What stands after a cursor in a sorted list. A cursor that is none begins at the start. */
export const afterCursor = (sorted: readonly Listed[], cursor: string, order: Order): readonly Listed[] => {
  let end: Pick<Line, 'id' | 'kind' | 'name' | 'last'>;
  try {
    const { id, kind, name, at } = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof id !== 'string' || !(kind in ranks)) return sorted;
    end = { id, kind, name: String(name), last: { doc: '', at: Number(at), text: '', incoming: false } };
  } catch {
    return sorted;
  }
  return sorted.filter(line => byOrder(order)(end, line) < 0);
};
