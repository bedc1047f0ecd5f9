import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import {
  type Message,
  type Report,
  type Task,
  type TaskState,
  withTaskState,
} from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { campaignStopped } from '@rounds/sentinel/campaigns/clear.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import { dueOf } from '@rounds/sentinel/schedule/due.ts';
import { plainDigits } from '@rounds/sentinel/text/digits.ts';
import { tokenLasts } from '@rounds/sentinel/users/token.ts';
import { sendsMessages } from '../sends-messages.ts';
import { stoppedAmong } from '../stopped-campaigns.ts';
import { queueByArrival } from './arrival.ts';
import { isWaiting, type List, type Lists, lists } from './tasks.ts';

/** A task that has yet to go out, and where it stands. */
export interface Waiting {
  doc: Doc;
  list: List;
  index: number;
  task: Task;
  /** Since when it is due, as the index has it; null where nothing says so. */
  due: Ms | null;
}

/** The parts that reading the tasks that wait takes. */
export interface WaitingParts {
  main: Store;
  /** The sentinel's database, which knows when documents came. */
  side: Store;
  now: () => Ms;
}

/** Now, as documents have it. */
export const isoNow = ({ now }: Pick<WaitingParts, 'now'>): Iso => new Date(now()).toISOString();

/** Tasks that have yet to go out, the oldest due first. @returns how many rows the index has of them, too */
const read = async (main: Store, limit: number, skip: number): Promise<{ count: number; waiting: Waiting[] }> => {
  const [startKey, endKey] = [['pending-or-forwarded'], ['pending-or-forwarded', {}]];
  const found = await main.query<{ list: List; index: number }>('medic/messages_by_state', {
    ...{ startKey, endKey, limit, skip, docs: true, prompt: true },
  });
  const waiting = found.flatMap(({ doc, key, value: { list, index } }) => {
    const task = (doc as (Doc & Lists) | null | undefined)?.[list]?.[index];
    const due = (key as readonly [string, Ms | null])[1];
    return doc && task && isWaiting(task) ? [{ doc, list, index, task, due }] : [];
  });
  return { count: found.length, waiting };
};

/** The tasks of documents that have yet to go out, as the index will have them. */
const waitingIn = (docs: readonly Report[]): Waiting[] =>
  docs.flatMap(doc =>
    lists.flatMap(list =>
      (doc[list] ?? []).flatMap((task: Task, index) =>
        isWaiting(task) ? [{ doc, list, index, task, due: dueOf(task, doc) }] : [],
      ),
    ),
  );

/** Why a task cannot be sent, and the state that it gets therefore; undefined where it can. */
const obstacle = (
  doc: Doc,
  { messages }: Task,
  now: Ms,
  stopped: ReadonlySet<string>,
): { state: TaskState; reason: string } | undefined => {
  if (typeof doc.campaign === 'string' && stopped.has(doc.campaign))
    return { state: 'cleared', reason: campaignStopped };
  if (!sendsMessages(doc)) return { state: 'denied', reason: 'not a message of this programme' };
  // The link works no more: it would only lead somebody to a page that says so.
  if (doc.type === 'token_login' && Number(doc.reported_date) + tokenLasts <= now)
    return { state: 'cleared', reason: 'link expired' };
  const faults = Array.isArray(messages) && messages.length > 0 ? messages.map(faultOf) : ['no text'];
  const reason = faults.find(fault => fault !== undefined);
  return reason === undefined ? undefined : { state: 'failed', reason };
};

const faultOf = (message: Partial<Message> | null): string | undefined => {
  if (typeof message?.error === 'string' && message.error !== '') return message.error;
  if (typeof message?.uuid !== 'string' || message.uuid === '') return 'no id';
  if (message.chat?.attachments?.length) return 'no files by SMS';
  if (typeof message.message !== 'string' || message.message === '') return 'no text';
  // A recipient that did not resolve stands there by its name.
  const to = plainDigits(String(message.to ?? ''));
  if (!/\d/.test(to) || !/^\+?[\d\s().\-/]+$/.test(to.trimStart())) return 'no phone number';
  return undefined;
};

/** Marks what can never be sent, so that it is seen, and does not stand in the way of the others. */
const setAside = async (
  parts: WaitingParts,
  faulty: readonly Waiting[],
  stopped: ReadonlySet<string>,
): Promise<void> => {
  if (faulty.length === 0) return;
  const draft = openDraft<Doc>(parts.main);
  for (const { doc, list, index } of faulty) {
    draft.know([doc._id], [doc]);
    draft.change(doc._id, newest => {
      const tasks = (newest as Doc & Lists)[list] ?? [];
      const task = tasks[index];
      const why = task && isWaiting(task) ? obstacle(newest, task, parts.now(), stopped) : undefined;
      if (!task || !why) return newest;
      const marked = withTaskState(task, why.state, isoNow(parts), { reason: why.reason });
      return { ...newest, [list]: tasks.with(index, marked) };
    });
  }
  await draft.commit();
};

/** Tasks that can be sent. */
export interface Page {
  waiting: Waiting[];
  /** How many rows of the page are left where they stood. */
  left: number;
  isLast: boolean;
}

/** Those of some tasks that can be sent; the others are set aside. */
const sorted = async (parts: WaitingParts, waiting: readonly Waiting[]) => {
  const stopped = await stoppedAmong(
    parts.main,
    waiting.map(({ doc }) => (typeof doc.campaign === 'string' ? doc.campaign : undefined)),
  );
  const isFaulty = ({ doc, task }: Waiting) => obstacle(doc, task, parts.now(), stopped) !== undefined;
  const faulty = waiting.filter(isFaulty);
  await setAside(parts, faulty, stopped);
  return { good: waiting.filter(one => !isFaulty(one)), faulty };
};

/** A page of the tasks that can be sent; those of it that cannot are set aside. */
export const sendable = async (parts: WaitingParts, limit: number, skip = 0): Promise<Page> => {
  let { count, waiting } = await read(parts.main, limit, skip);
  while (await queueByArrival(parts, waiting)) ({ count, waiting } = await read(parts.main, limit, skip));
  const { good, faulty } = await sorted(parts, waiting);
  return { left: count - faulty.length, isLast: count < limit, waiting: good };
};

/**
 * A first page as it stands after a poll: with the tasks of the documents that it stored in their places among the
 * others, without the messages that it told of.
 */
export const withNews = async (
  parts: WaitingParts,
  page: Page,
  { stored, told }: { stored: readonly Report[]; told: readonly string[] },
): Promise<Page> => {
  const { good } = await sorted(parts, waitingIn(stored));
  const known = new Set(page.waiting.map(placeOf));
  const all = [...page.waiting, ...good.filter(one => !known.has(placeOf(one)))].sort(byDue);
  // After the last of the page come others that are not known yet.
  const end = page.isLast ? all.length : all.indexOf(page.waiting.at(-1)!) + 1;
  const gone = new Set(told);
  return {
    ...page,
    waiting: all.slice(0, end).filter(({ task }) => !task.messages!.some(({ uuid }) => gone.has(uuid))),
  };
};

const placeOf = ({ doc, list, index }: Waiting): string => `${doc._id}\n${list}\n${index}`;

/** The order of the index: by the moment at which they are due, then by document. */
const byDue = (a: Waiting, b: Waiting): number =>
  (a.due ?? Number.NEGATIVE_INFINITY) - (b.due ?? Number.NEGATIVE_INFINITY) ||
  (a.doc._id < b.doc._id ? -1 : a.doc._id > b.doc._id ? 1 : 0);
