import { type Bubble, bubblesOf } from '@rounds/ddocs/conversations/bubbles.ts';
import { fromKey } from '@rounds/ddocs/conversations/flag.ts';
import { incomingText, outgoingOf, reportedAt, setOutAt } from '@rounds/ddocs/conversations/message-rows.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Scope } from '../visibility/scope.ts';
import type { Visibility } from '../visibility/visibility.ts';
import { visible } from '../visibility/visible.ts';
import { keyOfRow, saidAt, type TalkRow, talkRows } from './shelf.ts';

/** Part of a conversation, the oldest message first. */
export interface Talk {
  messages: Bubble[];
  /** Where earlier ones go on: given as `before`. Absent at the beginning. */
  earlier?: string;
  /** Where later ones go on: given as `after`. Absent at the end. */
  later?: string;
}

/** From where to read. */
export interface Place {
  /** Messages before this cursor, the nearest. */
  before?: string | undefined;
  /** Messages after this cursor. */
  after?: string | undefined;
  /** Around this message, by its key: a link to it. */
  at?: string | undefined;
  limit: number;
}

interface TalkParts extends Pick<Visibility, 'audiences'> {
  main: Store;
}

const cursorOf = (row: TalkRow): string => `${row.key[1]}~${keyOfRow(row)}`;
const fromCursor = (cursor: string): { at: Ms; key: string } => {
  const cut = cursor.indexOf('~');
  return { at: Number(cursor.slice(0, cut)) || 0, key: cursor.slice(cut + 1) };
};

/** Messages of one moment that may stand on both sides of a cursor. */
const ofOneMoment = 200;

const isBeyond = (row: TalkRow, { at, key }: { at: Ms; key: string }, forwards: boolean): boolean => {
  const order = row.key[1] - at || (keyOfRow(row) < key ? -1 : keyOfRow(row) > key ? 1 : 0);
  return forwards ? order > 0 : order < 0;
};

/** A page of rows on one side of a cursor, the nearest first, and whether there are more. */
const side = async (
  main: Store,
  names: readonly string[],
  cursor: string | undefined,
  limit: number,
  forwards: boolean,
) => {
  const end = cursor === undefined ? undefined : fromCursor(cursor);
  const range = end === undefined ? {} : forwards ? { from: end.at } : { to: end.at };
  const rows = await talkRows(main, names, { ...range, limit: limit + ofOneMoment, forwards });
  const beyond = end ? rows.filter(row => isBeyond(row, end, forwards)) : rows;
  return { rows: beyond.slice(0, limit), more: beyond.length > limit };
};

/** When a message stands in the conversation; undefined where there is none of this key. */
const momentOf = async (main: Store, key: string): Promise<Ms | undefined> => {
  const { doc, uuid } = fromKey(key);
  const report = await main.get<Report>(doc);
  if (!isReport(report)) return undefined;
  if (uuid === undefined) return incomingText(report) === undefined ? undefined : reportedAt(report);
  const out = outgoingOf(report).find(({ message }) => message.uuid === uuid);
  return out && setOutAt(out.task, report);
};

/**
 * A part of a conversation that somebody may see.
 * @param names what documents call the one whom it is with
 */
export const talk = async (parts: TalkParts, scope: Scope, names: readonly string[], place: Place): Promise<Talk> => {
  const { main } = parts;
  const { limit } = place;
  const moment = place.at === undefined ? undefined : await momentOf(main, place.at);
  const linked = moment === undefined ? undefined : `${moment}~${place.at}`;
  // The one that is linked to stands among the later ones.
  const [before, after] = await Promise.all([
    place.after !== undefined
      ? undefined
      : side(main, names, linked ?? place.before, linked ? limit >> 1 : limit, false),
    linked === undefined && place.after === undefined
      ? undefined
      : side(main, names, linked === undefined ? place.after : `${moment}~`, limit, true),
  ]);
  const rows = [...(before?.rows ?? []).toReversed(), ...(after?.rows ?? [])];
  const messages = await shown(parts, scope, rows);
  const goesBack = before ? before.more : rows.length > 0;
  const goesOn = after ? after.more : place.before !== undefined;
  return {
    messages,
    ...(goesBack && rows[0] ? { earlier: cursorOf(rows[0]) } : {}),
    ...(goesOn && rows.length > 0 ? { later: cursorOf(rows.at(-1)!) } : {}),
  };
};

/** Messages of rows as far as somebody may see their documents. */
export const shown = async (parts: TalkParts, scope: Scope, rows: readonly TalkRow[]): Promise<Bubble[]> => {
  const found = await parts.main.getMany<Report>([...new Set(rows.map(({ id }) => id))]);
  const seen = (await visible(parts, scope, found)) as Report[];
  const writers = [...new Set(seen.flatMap(({ contact }) => (contact?._id ? [contact._id] : [])))];
  const people = (await visible(parts, scope, await parts.main.getMany<Contact>(writers))) as Contact[];
  return bubblesOf(
    rows.map(saidAt),
    new Map(seen.map(doc => [doc._id, doc])),
    new Map(people.map(doc => [doc._id, doc])),
  );
};
