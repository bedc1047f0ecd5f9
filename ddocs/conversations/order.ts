import type { Ms } from '../documents/doc.ts';

/** With whom a conversation is. */
export type TalkKind = 'group' | 'person' | 'place' | 'stranger';

/** What decides where a conversation stands in a list. */
export interface Placed {
  id: string;
  kind: TalkKind;
  name: string;
  last: { at: Ms };
}

/** In which order: groups by name, then people and places by name, then numbers; or what was last said first. */
export type Order = 'name' | 'newest';

const ranks = { group: 0, place: 1, person: 1, stranger: 2 } as const;
const names = new Intl.Collator(undefined, { sensitivity: 'base', numeric: true });

/** Which of two conversations stands first. */
export const byOrder =
  (order: Order) =>
  (a: Placed, b: Placed): number => {
    const first =
      order === 'newest' ? b.last.at - a.last.at : ranks[a.kind] - ranks[b.kind] || names.compare(a.name, b.name);
    return first || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  };

/** Where a page ended: enough of the conversation to find its place again, whatever moved meanwhile. */
export const cursorOf = ({ id, kind, name, last }: Placed): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify([id, kind, name, last.at]))))
    .replaceAll('+', '-')
    .replaceAll('/', '_');

/** What stands after a cursor in a sorted list. A cursor that is none begins at the start. */
export const afterCursor = <Line extends Placed>(
  sorted: readonly Line[],
  cursor: string,
  order: Order,
): readonly Line[] => {
  try {
    const bytes = Uint8Array.from(atob(cursor.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0));
    const [id, kind, name, at] = JSON.parse(new TextDecoder().decode(bytes)) as [string, TalkKind, string, Ms];
    if (typeof id !== 'string' || !(kind in ranks)) return sorted;
    const end: Placed = { id, kind, name: String(name), last: { at: Number(at) } };
    return sorted.filter(line => byOrder(order)(end, line) < 0);
  } catch {
    return sorted;
  }
};
