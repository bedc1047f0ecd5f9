import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { fold, needles } from '../people/fold.ts';
import type { People, Person } from '../people/people.ts';
import { type MessageRow, messageRowsOf, plainNumber } from './message-rows.ts';

/** Everything said with one contact, or with a number that no contact has. */
export interface Conversation {
  /** Id of the contact, or `tel:` and the number: its address. */
  id: string;
  /** Undefined when no contact on this phone is meant. */
  person: Person | undefined;
  last: MessageRow;
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
  onChange(listener: () => void, signal: AbortSignal): void;
}

/** What decides whether a message was read. */
export interface ReadMarks {
  isRead(row: MessageRow): boolean;
  /** Calls back when something was read, here or elsewhere. */
  onChange(listener: () => void): void;
}

/** Digits by which two ways of writing a number are known for the same: national numbers have nine. */
const tail = (number: string): string =>
  (/^\+?\d*$/.test(number) ? number : plainNumber(number)).replace('+', '').slice(-9);

/** @param people who has which number */
export const conversations = (people: People, reads: ReadMarks, signal: AbortSignal): Conversations => {
  const byDoc = new Map<string, MessageRow[]>();
  const changed = new EventTarget();
  let grouped: Map<string, MessageRow[]> | undefined;
  let owners: Map<string, Person> | undefined;
  let news: number | undefined;
  /** Whom the numbers that documents name belonged to when conversations were grouped. */
  let meant = new Map<string, string>();
  /** Texts as they are searched, worked out when somebody first searches. */
  const folded = new WeakMap<MessageRow, string>();

  const tell = () => {
    news = undefined;
    changed.dispatchEvent(new Event('messages'));
  };
  people.onChange(() => {
    owners = undefined;
    // Only a number that changed hands moves messages from one conversation to another.
    if ([...meant].some(([name, id]) => idOf(name) !== id)) grouped = undefined;
    tell();
  }, signal);
  reads.onChange(tell);

  /** The contact who has a number: a person before a place, the living before the dead, then by id. */
  const ownerOf = (number: string): Person | undefined => {
    if (!owners) {
      owners = new Map();
      for (const person of people.rows()) {
        const digits = tail(person.phone);
        const other = digits ? owners.get(digits) : undefined;
        if (digits && (!other || comesBefore(person, other))) owners.set(digits, person);
      }
    }
    return owners.get(tail(number));
  };
  const idOf = (name: string): string => (name.startsWith('tel:') ? (ownerOf(name.slice(4))?.id ?? name) : name);

  const groups = (): Map<string, MessageRow[]> => {
    if (grouped) return grouped;
    grouped = new Map();
    meant = new Map();
    for (const rows of byDoc.values())
      for (const row of rows) {
        const id = idOf(row.with);
        if (id !== row.with || id.startsWith('tel:')) meant.set(row.with, id);
        const group = grouped.get(id);
        if (group) group.push(row);
        else grouped.set(id, [row]);
      }
    for (const group of grouped.values()) group.sort((a, b) => b.at - a.at || (a.doc < b.doc ? 1 : -1));
    return grouped;
  };
  const put = (rows: readonly MessageRow[]) => {
    for (const row of rows) {
      const others = byDoc.get(row.doc);
      if (others) others.push(row);
      else byDoc.set(row.doc, [row]);
    }
  };
  /** What came in after the last message that was read: whoever has read that one has seen those before it. */
  const newIn = (rows: readonly MessageRow[]): MessageRow[] => {
    const fresh: MessageRow[] = [];
    for (const row of rows) {
      if (!row.incoming) continue;
      if (reads.isRead(row)) break;
      fresh.push(row);
    }
    return fresh;
  };

  return {
    apply(docs) {
      let touched = false;
      for (const doc of docs) {
        touched = byDoc.delete(doc._id) || touched;
        const rows = messageRowsOf(doc);
        put(rows);
        touched ||= rows.length > 0;
      }
      if (!touched) return;
      grouped = undefined;
      tell();
    },
    restore(rows) {
      byDoc.clear();
      put(rows);
      grouped = undefined;
      tell();
    },
    rows: () => [...byDoc.values()].flat(),
    list(text = '') {
      const words = needles(text);
      const said = (row: MessageRow): string => {
        const known = folded.get(row);
        if (known !== undefined) return known;
        const fresh = ` ${fold(row.text)}`;
        folded.set(row, fresh);
        return fresh;
      };
      const all = [...groups()].map(([id, rows]) => ({
        id,
        person: people.get(id),
        last: rows[0]!,
        unread: newIn(rows).length,
      }));
      const found = all.filter(each =>
        words.every(
          word =>
            nameWords(each).includes(word) ||
            groups()
              .get(each.id)!
              .some(row => said(row).includes(word)),
        ),
      );
      return found.sort((a, b) => b.last.at - a.last.at || (a.id < b.id ? -1 : 1));
    },
    of: id => groups().get(idOf(id)) ?? [],
    withsOf: id => new Set([id, ...(groups().get(id) ?? []).map(row => row.with)]),
    ownerOf,
    newIn: id => newIn(groups().get(idOf(id)) ?? []),
    unread: () => {
      news ??= [...groups().values()].reduce((sum, rows) => sum + newIn(rows).length, 0);
      return news;
    },
    onChange: (listener, until) => changed.addEventListener('messages', listener, { signal: until }),
  };
};

const comesBefore = (a: Person, b: Person): boolean =>
  a.person !== b.person ? a.person : a.died !== b.died ? b.died : a.id < b.id;

/** What a conversation is found by besides what was said: the contact's names and numbers, or the number. */
const nameWords = ({ id, person }: Pick<Conversation, 'id' | 'person'>): string =>
  person?.words ?? ` ${fold(id.replace(/^tel:/, ''))}`;

/**
 * How long a message without a mark counts as new, in ms: a phone filled today does not call the news of last year new.
 */
export const newFor: Ms = 30 * 86_400_000;
