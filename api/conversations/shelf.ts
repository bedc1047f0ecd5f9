import type { Settings } from '@rounds/config/settings/settings.ts';
import { keyOf, type Said, shownName } from '@rounds/ddocs/conversations/bubbles.ts';
import { messageRowsOf } from '@rounds/ddocs/conversations/message-rows.ts';
import type { TalkKind } from '@rounds/ddocs/conversations/order.ts';
import { isChatAddress } from '@rounds/ddocs/documents/addresses.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { isContact, isPerson, typeOf } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, type TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Key, Store } from '@rounds/ddocs/store/store.ts';

/** The last message of a conversation. */
export interface LastMessage {
  doc: string;
  at: Ms;
  text: string;
  incoming: boolean;
  state?: TaskState;
}

/** What the list knows of a conversation, the same for everybody. */
export interface Line {
  /** Id of the contact; `tel:` and the number, or the address of a chat, of somebody who is none. */
  id: string;
  kind: TalkKind;
  /** As people call it: with the study id before the name. */
  name: string;
  last: LastMessage;
  /** When the person's messages came, the oldest first: the newest {@link mostCounted}. */
  ins: readonly Ms[];
}

/** All conversations of the programme, in memory: a line each, however long they are. */
export interface Shelf {
  /** The lines as they are now. */
  lines(): Promise<ReadonlyMap<string, Line>>;
  /** What documents call the one whom a conversation is with: the id, and numbers that are his. */
  namesOf(id: string): readonly string[];
}

/** What the view of messages says of one. */
export interface TalkValue {
  text: string;
  incoming?: true;
  state?: TaskState;
  uuid?: string | null;
}

/** A message as the view has it. */
export interface TalkRow {
  id: string;
  key: readonly [with_: string, at: Ms];
  value: TalkValue;
}

export const talkView = 'medic-talk/messages_by_conversation';

/** Unread messages are counted to here. */
export const mostCounted = 100;
const page = 10_000;
const atOnce = 20;

/** @param types of the contacts, as the settings in force say them */
export const openShelf = ({ main, settings }: { main: Store; settings: () => Settings }): Shelf => {
  const lines = new Map<string, Line>();
  /** The contact who has a number, by `tel:` and the number; only of numbers that wrote or were written to. */
  const owners = new Map<string, string>();
  const names = new Map<string, Set<string>>();
  let seq: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const kindOf = (contact: Contact | null): Line['kind'] => {
    const { contact_types: types } = settings();
    if (!contact || !isContact(contact, types)) return 'stranger';
    if (isPerson(contact, types)) return 'person';
    return types.find(({ id }) => id === typeOf(contact))?.chat === 'group' ? 'group' : 'place';
  };
  const callIt = (id: string, contact: Contact | null): Pick<Line, 'id' | 'kind' | 'name'> => ({
    id,
    kind: kindOf(contact),
    name: contact ? shownName(contact) : id.replace(/^tel:/, ''),
  });
  const canonical = (name: string): string => owners.get(name) ?? name;

  const findOwners = async (withs: Iterable<string>): Promise<void> => {
    const numbers = [...withs].filter(name => name.startsWith('tel:') && !owners.has(name));
    for (let at = 0; at < numbers.length; at += 500) {
      const keys = numbers.slice(at, at + 500).map(name => name.slice(4));
      const rows = await main.query('medic-client/contacts_by_phone', { keys, limit: page, prompt: true });
      for (const { id, key } of rows) owners.set(`tel:${String(key)}`, id);
    }
    for (const [name, id] of owners) names.set(id, (names.get(id) ?? new Set()).add(name));
  };

  /** Reads conversations anew, those that have no message any more go. */
  const reload = async (ids: readonly string[]): Promise<void> => {
    const contacts = await contactsOf(main, ids);
    for (let at = 0; at < ids.length; at += atOnce)
      await Promise.all(
        ids.slice(at, at + atOnce).map(async id => {
          const rows = await newest(main, [id, ...(names.get(id) ?? [])], 2 * mostCounted);
          const [last] = rows;
          if (!last) lines.delete(id);
          else lines.set(id, { ...callIt(id, contacts.get(id) ?? null), last: lastOf(last), ins: insOf(rows) });
        }),
      );
  };

  const build = async (): Promise<string> => {
    const { seq: from } = await main.info();
    const found = new Map<string, { last: TalkRow; ins: Ms[] }>();
    for (let startKey: Key = [], skip = 0; ; ) {
      const rows = (await main.query<TalkValue>(talkView, { startKey, skip, limit: page })) as unknown as TalkRow[];
      for (const row of rows) {
        const one = found.get(row.key[0]) ?? { last: row, ins: [] };
        one.last = row;
        if (row.value.incoming) one.ins.push(row.key[1]);
        if (one.ins.length > 2 * mostCounted) one.ins = one.ins.slice(-mostCounted);
        found.set(row.key[0], one);
      }
      if (rows.length < page) break;
      const { key } = rows.at(-1)!;
      const same = rows.filter(row => row.key[0] === key[0] && row.key[1] === key[1]).length;
      skip = JSON.stringify(startKey) === JSON.stringify(key) ? skip + rows.length : same;
      startKey = key;
    }
    await findOwners(found.keys());
    const contacts = await contactsOf(main, [...found.keys()]);
    for (const [id, { last, ins }] of found)
      if (!owners.has(id)) lines.set(id, { ...callIt(id, contacts.get(id) ?? null), last: lastOf(last), ins });
    await reload([...new Set(owners.values())]);
    return from;
  };

  /** Ids of the conversations that a changed document touches. */
  const touchedBy = (id: string, doc: Doc | null | undefined): string[] => {
    const before = [...lines.values()].filter(({ last }) => last.doc === id).map(line => line.id);
    if (isReport(doc)) return [...before, ...messageRowsOf(doc as Report).map(row => row.with)];
    return lines.has(id) ? [...before, id] : before;
  };

  const catchUp = async (since: string): Promise<string> => {
    for (let from = since; ; ) {
      const { changes, lastSeq, pending } = await main.changes({ since: from, limit: 1000, docs: true });
      const touched = new Set(changes.flatMap(({ id, doc }) => touchedBy(id, doc)));
      const phones = changes.flatMap(({ doc }) => (typeof doc?.phone === 'string' ? [`tel:${doc.phone}`] : []));
      for (const name of phones) if (lines.has(name)) touched.add(name);
      await findOwners([...touched]);
      for (const name of owners.keys()) lines.delete(name);
      await reload([...new Set([...touched].map(canonical))]);
      from = lastSeq;
      if (changes.length === 0 || pending === 0) return from;
    }
  };

  return {
    namesOf: id => [id, ...(names.get(id) ?? [])],
    lines: async () => {
      const before = turn;
      const mine = (async () => {
        await before.catch(() => undefined);
        seq = seq === undefined ? await build() : await catchUp(seq);
      })();
      turn = mine;
      await mine;
      return lines;
    },
  };
};

/** The contacts among those whom conversations are with, by id. */
const contactsOf = async (main: Store, ids: readonly string[]): Promise<Map<string, Contact>> => {
  const known = ids.filter(id => !id.startsWith('tel:') && !isChatAddress(id));
  const found = new Map<string, Contact>();
  for (let at = 0; at < known.length; at += 1000)
    for (const doc of await main.getMany<Contact>(known.slice(at, at + 1000))) if (doc) found.set(doc._id, doc);
  return found;
};

const lastOf = ({ id, key, value }: TalkRow): LastMessage => ({
  ...{ doc: id, at: key[1], text: value.text, incoming: value.incoming === true },
  ...(value.state ? { state: value.state } : {}),
});

const insOf = (rows: readonly TalkRow[]): Ms[] =>
  rows
    .filter(({ value }) => value.incoming)
    .map(({ key }) => key[1])
    .slice(0, mostCounted)
    .reverse();

/** The newest messages with somebody, the newest first. @param names what documents call him */
const newest = async (main: Store, names: readonly string[], limit: number): Promise<TalkRow[]> =>
  talkRows(main, names, { to: Number.MAX_SAFE_INTEGER, limit });

/**
 * Messages with somebody from one moment backwards, or forwards, in that order.
 * @param names what documents call him
 */
export const talkRows = async (
  main: Store,
  names: readonly string[],
  {
    from = 0,
    to = Number.MAX_SAFE_INTEGER,
    limit,
    forwards = false,
  }: { from?: Ms; to?: Ms; limit: number; forwards?: boolean },
): Promise<TalkRow[]> => {
  const pages = await Promise.all(
    names.map(async name => {
      const [first, last]: [Key, Key] = [
        [name, from],
        [name, to],
      ];
      const range = forwards ? { startKey: first, endKey: last } : { startKey: last, endKey: first, descending: true };
      return (await main.query<TalkValue>(talkView, { ...range, limit, prompt: true })) as unknown as TalkRow[];
    }),
  );
  const way = forwards ? 1 : -1;
  return pages
    .flat()
    .sort((a, b) => way * (a.key[1] - b.key[1] || (keyOfRow(a) < keyOfRow(b) ? -1 : 1)))
    .slice(0, limit);
};

/** Where a message of the view stands. */
export const saidAt = ({ id, key, value }: TalkRow): Said => ({
  ...{ doc: id, at: key[1], incoming: value.incoming === true },
  ...(value.uuid ? { uuid: value.uuid } : {}),
});

/** The key of a message of the view. */
export const keyOfRow = (row: TalkRow): string => keyOf(saidAt(row));
