import type { Address } from '@rounds/ddocs/documents/addresses.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InChat, MessageClass, Task, TaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Key, Store } from '@rounds/ddocs/store/store.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { sendsMessages } from '../messages/sends-messages.ts';

/** A message to a chat that waits to be sent. */
export interface ChatMessage {
  /** Id of its document. */
  doc: string;
  uuid: string;
  to: Address;
  text: string;
  /** Whether nobody asked for it: it gives way to answers. */
  bulk: boolean;
  class: MessageClass;
  /** What it has beside its text. */
  chat: InChat;
  /** Since when it is due, in ms; null where nothing says so. */
  due: Ms | null;
  /** When its document was made. */
  reported: Ms;
  /** The campaign that it is of. */
  campaign?: string;
}

interface Row {
  list: 'tasks' | 'scheduled_tasks';
  index: number;
  uuid: string | null;
  to: Address;
}

/** Rows that are looked at for one round. */
const mostLookedAt = 2000;

const rowsOf = (main: Store, state: TaskState, limit: number) =>
  main.query<Row>('medic-chats/messages_to_chats', { startKey: [state], endKey: [state, {}], limit });

type Tasked = Doc & { kujua_message?: boolean } & Partial<Record<Row['list'], Task[]>>;

/** When a row is due, in ms; 0 where nothing says so. */
const dueIn = (key: Key): Ms => Number((key as readonly [string, number, Ms | null])[2] ?? 0);

/**
 * What kind of message a task is: what rules planned nobody asked for, what they say at once is an answer. What a person
 * typed is that, though he does not say so: silence would not be heeded otherwise.
 */
const classOf = ({ kujua_message: typed }: Tasked, { message_class: kind }: Task, list: Row['list']): MessageClass =>
  kind ?? (list === 'scheduled_tasks' ? 'unsolicited' : typed ? 'typed' : 'answer');

/** What waits for chats. */
export interface NextForChats {
  next: ChatMessage[];
  /** Messages of documents that send none: somebody wrote them there by hand. */
  denied: string[];
  /** Messages of which the time is over. */
  over: string[];
}

/**
 * The first message of each chat that waits: answers before what was planned, then the oldest due.
 * @param isFree whether something may be sent to a chat now
 * @param limit so many chats at most
 * @param now what is due later waits
 */
export const nextForChats = async (
  main: Store,
  isFree: (to: Address) => boolean,
  limit: number,
  now: Ms,
): Promise<NextForChats> => {
  const rows = await rowsOf(main, 'pending', mostLookedAt);
  const firsts = new Map<Address, (typeof rows)[number]>();
  for (const row of rows) {
    const { to, uuid } = row.value;
    if (dueIn(row.key) > now) continue;
    if (uuid && !firsts.has(to) && isFree(to)) firsts.set(to, row);
    if (firsts.size === limit) break;
  }
  const picked = [...firsts.values()];
  const stored = await main.getMany<Tasked>(picked.map(({ id }) => id));
  // A message that nobody can read must not stop those of others.
  const docs = stored.map(doc => doc && legible(doc).doc);
  const denied = picked.flatMap(({ value: { uuid } }, at) =>
    uuid && docs[at] && !sendsMessages(docs[at]) ? [uuid] : [],
  );
  const isOver = ({ not_after: until }: Task): boolean => typeof until === 'string' && Date.parse(until) <= now;
  const over = picked.flatMap(({ value: { list, index, uuid } }, at) => {
    const task = docs[at]?.[list]?.[index];
    return uuid && task?.state === 'pending' && isOver(task) ? [uuid] : [];
  });
  const next = picked.flatMap(({ key, value: { list, index, to } }, at): ChatMessage[] => {
    const task = docs[at]?.[list]?.[index];
    const message = task?.state === 'pending' ? task.messages?.[0] : undefined;
    if (
      !docs[at] ||
      !sendsMessages(docs[at]) ||
      (task && isOver(task)) ||
      message?.to !== to ||
      typeof message.message !== 'string' ||
      typeof message.uuid !== 'string'
    )
      return [];
    const kind = classOf(docs[at], task!, list);
    const [due, reported] = [dueIn(key), Number(docs[at].reported_date)];
    return [
      {
        ...{ doc: docs[at]._id, uuid: message.uuid, to, text: message.message, class: kind },
        bulk: kind === 'unsolicited',
        ...{ chat: message.chat ?? {}, due: due === 0 ? null : due, reported },
        ...(typeof docs[at].campaign === 'string' ? { campaign: docs[at].campaign } : {}),
      },
    ];
  });
  return { next, denied, over };
};

/** Messages that were being sent when nobody was there any more to hear what came of it. */
export const leftUnderWay = async (main: Store): Promise<string[]> =>
  (await rowsOf(main, 'forwarded-to-gateway', 100_000)).flatMap(({ value }) => value.uuid ?? []);

/** How many messages to chats wait, at least. */
export const countWaiting = (main: Store): Promise<number> =>
  main.count('medic-chats/messages_to_chats', { startKey: ['pending'], endKey: ['pending', {}] });

/** When something is to be looked for again although nobody said so. */
export const lookEvery: Ms = 1000;
