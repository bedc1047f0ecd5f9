import { type MessageRow, messageRowsOf } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { fold, needles } from '../people/fold.ts';
import type { People, Person } from '../people/people.ts';
import { type NumberOwners, numberOwners, ownerAmong } from './number-owners.ts';

/** Everything said with one contact, or with a number that no contact has. */
export interface Conversation {
  /** Id of the contact, or `tel:` and the number: its address. */
  id: string;
  /** Undefined when no contact on this phone is meant. */
  person: Person | undefined;
  last: MessageRow;
  /** What the list shows: the last words of a person, rather than what Rounds answered to them by itself. */
  shown: MessageRow;
  unread: number;
}

/** All messages on the phone, in memory, as far as the lists know them. */
export interface Conversations {
  /** Takes documents that came, changed or went; tells listeners once. */
  apply(docs: readonly Doc[]): void;
  /** Takes everything at once, from `rows()` of an earlier time. */
  restore(rows: readonly MessageRow[]): void;
  rows(): MessageRow[];
  /** All conversations, the one with the newest message first. @param text what was typed to find some; '' for all */
  list(text?: string): Conversation[];
  /** The messages of one conversation, the newest first; see {@link withsOf} for the address. */
  of(id: string): MessageRow[];
  /** What documents call the one whom a conversation is with: his id, and numbers that are his. */
  withsOf(id: string): Set<string>;
  /** The contact who has a number; undefined when nobody on this phone has it. */
  ownerOf(number: string): Person | undefined;
  /** What came in since the user last read this conversation, the newest first. */
  newIn(id: string): MessageRow[];
  /** How many messages that came in were not read. */
  unread(): number;
  /** Says whose phone this is: what the user sent himself is never new to him. @param id of his contact */
  own(id: string): void;
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** What decides whether a message was read. */
export interface ReadMarks {
  isRead(row: MessageRow): boolean;
  /** Calls back when something was read, here or elsewhere. */
  onChange(listener: () => void): void;
}

/** All messages by document, and what was worked out of them; a part that is undefined is worked out when asked for. */
interface Kept {
  readonly people: People;
  readonly reads: ReadMarks;
  readonly byDoc: Map<string, MessageRow[]>;
  /** Messages by conversation, the newest first. */
  grouped: Map<string, MessageRow[]> | undefined;
  owners: NumberOwners | undefined;
  /** How many messages were not read. */
  unread: number | undefined;
  /** Contact of the user; '' as long as nobody knows. */
  own: string;
  /** Whom the numbers that documents name belonged to when conversations were grouped. */
  meant: Map<string, string>;
  /** Texts as they are searched. */
  readonly folded: WeakMap<MessageRow, string>;
}

/** @param people who has which number */
export const conversations = (people: People, reads: ReadMarks, signal: AbortSignal): Conversations => {
  const changed = new EventTarget();
  const kept: Kept = {
    ...{ people, reads, byDoc: new Map(), meant: new Map(), folded: new WeakMap() },
    ...{ grouped: undefined, owners: undefined, unread: undefined, own: '' },
  };
  const tell = () => {
    kept.unread = undefined;
    changed.dispatchEvent(new Event('messages'));
  };
  people.onChange(() => {
    kept.owners = undefined;
    // Only a number that changed hands moves messages from one conversation to another.
    if ([...kept.meant].some(([name, id]) => idOf(kept, name) !== id)) kept.grouped = undefined;
    tell();
  }, signal);
  reads.onChange(tell);

  return {
    apply(docs) {
      const touched = docs.filter(doc => take(kept, doc));
      if (touched.length === 0) return;
      kept.grouped = undefined;
      tell();
    },
    restore(rows) {
      kept.byDoc.clear();
      put(kept, rows);
      kept.grouped = undefined;
      tell();
    },
    rows: () => [...kept.byDoc.values()].flat(),
    list: (text = '') => listOf(kept, text),
    of: id => groupsOf(kept).get(idOf(kept, id)) ?? [],
    withsOf: id => new Set([id, ...(groupsOf(kept).get(id) ?? []).map(row => row.with)]),
    ownerOf: number => ownerOf(kept, number),
    newIn: id => newIn(kept, idOf(kept, id)),
    own: id => {
      if (kept.own === id) return;
      kept.own = id;
      tell();
    },
    unread: () => {
      kept.unread ??= [...groupsOf(kept).keys()].reduce((sum, id) => sum + newIn(kept, id).length, 0);
      return kept.unread;
    },
    onChange: (listener, until) => changed.addEventListener('messages', listener, { signal: until }),
  };
};

const ownerOf = (kept: Kept, number: string): Person | undefined => {
  kept.owners ??= numberOwners(kept.people);
  return ownerAmong(kept.owners, number);
};

/** The conversation of the one whom a document names so. */
const idOf = (kept: Kept, name: string): string =>
  name.startsWith('tel:') ? (ownerOf(kept, name.slice(4))?.id ?? name) : name;

const put = ({ byDoc }: Kept, rows: readonly MessageRow[]): void => {
  for (const row of rows) {
    const others = byDoc.get(row.doc);
    if (others) others.push(row);
    else byDoc.set(row.doc, [row]);
  }
};

/** Takes the messages of a document in place of those it had. @returns whether it has any, or had */
const take = (kept: Kept, doc: Doc): boolean => {
  const had = kept.byDoc.delete(doc._id);
  const rows = messageRowsOf(doc);
  put(kept, rows);
  return had || rows.length > 0;
};

const groupsOf = (kept: Kept): Map<string, MessageRow[]> => {
  if (kept.grouped) return kept.grouped;
  const grouped = new Map<string, MessageRow[]>();
  const meant = new Map<string, string>();
  for (const rows of kept.byDoc.values())
    for (const row of rows) {
      const id = idOf(kept, row.with);
      if (id !== row.with || id.startsWith('tel:')) meant.set(row.with, id);
      const group = grouped.get(id);
      if (group) group.push(row);
      else grouped.set(id, [row]);
    }
  for (const group of grouped.values()) group.sort((a, b) => b.at - a.at || (a.doc < b.doc ? 1 : -1));
  kept.grouped = grouped;
  kept.meant = meant;
  return grouped;
};

const newIn = (kept: Kept, id: string): MessageRow[] =>
  id === kept.own ? [] : newAmong(groupsOf(kept).get(id) ?? [], kept.reads);

/** What came in after the last message that was read: a person who has read that one has seen those before it. */
const newAmong = (rows: readonly MessageRow[], reads: ReadMarks): MessageRow[] => {
  const fresh: MessageRow[] = [];
  for (const row of rows) {
    if (!row.incoming) continue;
    if (reads.isRead(row)) break;
    fresh.push(row);
  }
  return fresh;
};

const listOf = (kept: Kept, text: string): Conversation[] => {
  const words = needles(text);
  return [...groupsOf(kept)]
    .map(([id, rows]) => ({ rows, id, person: kept.people.get(id) }))
    .filter(({ rows, ...whom }) =>
      words.every(word => nameWords(whom).includes(word) || rows.some(row => foldedText(kept, row).includes(word))),
    )
    .map(({ rows, ...whom }) => ({
      ...whom,
      last: rows[0]!,
      shown: personsWords(rows),
      unread: newIn(kept, whom.id).length,
    }))
    .sort((a, b) => b.last.at - a.last.at || (a.id < b.id ? -1 : 1));
};

/** The newest message that is no answer of Rounds to one in the same document. @param rows the newest first */
const personsWords = (rows: readonly MessageRow[]): MessageRow => {
  const answered = new Set<string>();
  for (const { incoming, doc } of rows) if (incoming) answered.add(doc);
  return rows.find(({ incoming, doc }) => incoming || !answered.has(doc)) ?? rows[0]!;
};

const foldedText = ({ folded }: Kept, row: MessageRow): string => {
  const known = folded.get(row);
  if (known !== undefined) return known;
  const fresh = ` ${fold(row.text)}`;
  folded.set(row, fresh);
  return fresh;
};

/** What a conversation is found by besides what was said: the contact's names and numbers, or the number. */
const nameWords = ({ id, person }: Pick<Conversation, 'id' | 'person'>): string =>
  person?.words ?? ` ${fold(id.replace(/^tel:/, ''))}`;

/**
 * How long a message without a mark counts as new, in ms: a phone filled today does not call the news of last year new.
 */
export const newFor: Ms = 30 * 86_400_000;
