import { type Bubble, bubblesOf, keyOf, type Said } from '@rounds/ddocs/conversations/bubbles.ts';
import { afterCursor, byOrder, cursorOf, type Order, type TalkKind } from '@rounds/ddocs/conversations/order.ts';
import type { Reach } from '@rounds/ddocs/conversations/ways.ts';
import type { WorkDoc, WorkState } from '@rounds/ddocs/conversations/work.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report, TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { reachOf } from '@rounds/sentinel/contacts/reach.ts';
import type { Conversations } from '../messages/conversations.ts';
import { fold } from '../people/fold.ts';
import { ask, Refused } from './ask.ts';

/** A conversation in the list. */
export interface Line {
  id: string;
  kind: TalkKind;
  name: string;
  last: { doc: string; at: Ms; text: string; incoming: boolean; state?: TaskState };
  unread: number;
  state?: WorkState;
  owner?: string;
}

/** What is asked of the list; what is not given does not count. */
export interface Asked {
  order: Order;
  kind?: string;
  filter?: string;
  text?: string;
  after?: string;
  limit?: number;
}

/** A message in a conversation; with what only the server knows of it. */
export type Message = Bubble & { flagged?: boolean; linked?: boolean };

/** A message that was found, and where. */
export type Found = Bubble & { conversation: string; conversation_name: string };

/** A part of a conversation, the oldest message first. */
export interface Talk {
  messages: Message[];
  earlier?: string;
  later?: string;
  name?: string;
  kind?: TalkKind;
  /** Where it is with a participant of the study. */
  study_id?: string;
  work?: WorkDoc | null;
  state?: WorkState;
  read_to?: Ms;
  /** How the one whom it is with is written to. */
  reach?: Reach;
  /** The server could not be reached: it is what this device holds of it. */
  kept?: true;
}

/** From where to read: before or after a cursor, around a message, or at the end. */
export interface Place {
  before?: string;
  after?: string;
  at?: string;
  limit?: number;
}

/**
 * Conversations as the console reads them: from the phone's memory, or from the server for those who work online. The
 * suite in `test/contract/conversations` says what both do.
 */
export interface Talks {
  list(asked: Asked): Promise<{ conversations: Line[]; total: number; after?: string; kept?: true }>;
  messages(id: string, place: Place): Promise<Talk>;
  /** Messages in which words stand; the server's alone. */
  search?(text: string): Promise<Found[]>;
  /** Whether flags, work and notes can be kept: on the server alone. */
  desk: boolean;
}

const pageSize = 50;

const queryOf = (values: object): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([key, value]) =>
      value === undefined || value === '' ? [] : [[key, String(value)]],
    ),
  ).toString();

/** The server's conversations. @param request asks a door; `ask` unless a test has its own */
export const serverTalks = (request: <T>(path: string) => Promise<T> = ask): Talks => ({
  desk: true,
  list: asked => request(`/api/v1/conversations?${queryOf(asked)}`),
  messages: (id, place) => request(`/api/v1/conversations/${encodeURIComponent(id)}/messages?${queryOf(place)}`),
  search: async text => (await request<{ messages: Found[] }>(`/api/v1/messages/search?${queryOf({ text })}`)).messages,
});

/** The parts of a phone that its conversations stand on. */
export interface TalkPhone {
  messages: Conversations;
  store: Store;
  /** Ids of types whose places are groups. */
  groupTypes: () => ReadonlySet<string>;
  /** The zone of the programme, as IANA names it. */
  zone: () => string | undefined;
}

const compare = (a: Said, b: Said): number => a.at - b.at || (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0);
const cursorAt = (row: Said): string => `${row.at}~${keyOf(row)}`;
const isBefore = (row: Said, cursor: string): boolean => {
  const cut = cursor.indexOf('~');
  return (row.at - Number(cursor.slice(0, cut)) || (keyOf(row) < cursor.slice(cut + 1) ? -1 : 1)) < 0;
};

/** The conversations on the phone, in memory. */
export const phoneTalks = ({ messages, store, groupTypes, zone }: TalkPhone): Talks => ({
  desk: false,
  list: async ({ order, kind, filter, text = '', after, limit = pageSize }) => {
    const words = fold(text).split(' ').filter(Boolean);
    const lines = messages
      .list()
      .map(({ id, person, last, unread }): Line => {
        const { doc, at, text: said, incoming, state } = last;
        return {
          ...{ id, unread, name: person ? person.name : id.replace(/^tel:/, '') },
          kind: !person ? 'stranger' : person.person ? 'person' : groupTypes().has(person.type) ? 'group' : 'place',
          last: { doc, at, text: said, incoming, ...(state ? { state } : {}) },
        };
      })
      .filter(line => !kind || line.kind === kind || (kind === 'individual' && line.kind !== 'group'))
      .filter(({ unread }) => filter !== 'unread' || unread > 0)
      .filter(({ id, name }) => words.every(word => fold(name).includes(word) || id.includes(word)))
      .sort(byOrder(order));
    const rest = after === undefined ? lines : afterCursor(lines, after, order);
    const conversations = rest.slice(0, limit);
    return {
      ...{ conversations, total: lines.length },
      ...(rest.length > conversations.length ? { after: cursorOf(conversations.at(-1)!) } : {}),
    };
  },
  messages: async (id, { before, after, at, limit = pageSize }) => {
    const rows: Said[] = messages.of(id).toSorted(compare);
    const here = at === undefined ? -1 : rows.findIndex(row => keyOf(row) === at);
    const end = before === undefined ? rows.length : rows.filter(row => isBefore(row, before)).length;
    const [from, to] =
      here >= 0
        ? [Math.max(0, here - (limit >> 1)), Math.min(rows.length, here + limit)]
        : after === undefined
          ? [Math.max(0, end - limit), end]
          : [rows.findIndex(row => !isBefore(row, after) && cursorAt(row) !== after), 0];
    const first = from < 0 ? rows.length : from;
    const part = rows.slice(first, after === undefined || here >= 0 ? to : first + limit);
    const docs = await store.getMany<Report>([...new Set(part.map(({ doc }) => doc))]);
    const reports = new Map(docs.flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
    const writers = [...new Set([...reports.values()].flatMap(({ contact }) => contact?._id ?? []))];
    const people = new Map(
      (await store.getMany<Contact>(writers)).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])),
    );
    const last = part.at(-1);
    return {
      reach: await reachOf(store, id, zone()),
      messages: bubblesOf(part, reports, people),
      ...(part[0] && first > 0 ? { earlier: cursorAt(part[0]) } : {}),
      ...(last && first + part.length < rows.length ? { later: cursorAt(last) } : {}),
    };
  },
});

/** The server's conversations; where it cannot be reached, what this device holds of them. */
export const serverTalksOrKept = (server: Talks, kept: Talks): Talks => {
  const orKept = async <T extends { kept?: true }>(asked: Promise<T>, otherwise: () => Promise<T>): Promise<T> => {
    try {
      return (await asked) as T;
    } catch (error) {
      if (!(error instanceof Refused) || error.status !== 0) throw error;
      const own = (await otherwise()) as T;
      return { ...own, kept: true };
    }
  };
  return {
    ...server,
    list: asked => {
      // Whose work a conversation is, and what is flagged, only the server knows.
      const isKnown = !asked.filter || asked.filter === 'unread';
      return isKnown ? orKept(server.list(asked), () => kept.list(asked)) : server.list(asked);
    },
    messages: (id, place) => orKept(server.messages(id, place), () => kept.messages(id, place)),
  };
};

/** The conversations of a user: the server's for those who work online, those on the phone for all others. */
export const talksOf = (phone: TalksPhone): Talks => {
  const own = phoneTalks({
    messages: phone.messages,
    store: phone.store,
    groupTypes: () =>
      new Set(phone.programme.types().flatMap(type => ((type as { chat?: string }).chat === 'group' ? [type.id] : []))),
    zone: () => (phone.programme.rawSettings() as { default_timezone?: string } | undefined)?.default_timezone,
  });
  return phone.session?.online ? serverTalksOrKept(serverTalks(), own) : own;
};

interface TalksPhone {
  session: { online?: boolean } | null;
  messages: Conversations;
  store: Store;
  programme: { types(): readonly { id: string }[]; rawSettings(): unknown };
}
