import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import type { Poll } from '../offers.ts';
import { isWaiting, type Lists, withTasks } from './tasks.ts';
import { isoNow, type Page, sendable, type Waiting, type WaitingParts, withNews } from './waiting.ts';

/** Rows that are looked at for one poll: what other gateways were offered stands before what is free. */
const mostLookedAt = 1000;
const pageSize = 100;

/** What is known already when a poll is to be answered. */
export interface Ahead {
  /** What waits, as it was looked for while what the poll brought was stored. */
  page?: Promise<Page> | undefined;
  /** The reports that the poll brought, as stored. */
  stored: readonly Report[];
  /** Messages that the poll brought news of: they wait no more. */
  told: readonly string[];
}

type IsFree = (uuid: string) => boolean;

const freeOf = ({ waiting }: Page, isFree: IsFree): Waiting[] =>
  waiting.filter(({ task }) => task.messages!.map(({ uuid }) => isFree(uuid)).every(Boolean));

/** The oldest tasks that are free, page after page. @param first a first page that has been asked for already */
const firstFree = async (
  parts: WaitingParts,
  limit: number,
  isFree: IsFree,
  first: Page | undefined,
): Promise<Waiting[]> => {
  const known = first ? freeOf(first, isFree) : [];
  if (first && (first.isLast || known.length >= limit)) return known.slice(0, limit);
  const free: Waiting[] = [];
  for (let skip = 0, isLast = false; !isLast && free.length < limit && skip < mostLookedAt; ) {
    const page = await sendable(parts, skip === 0 ? limit : pageSize, skip);
    free.push(...freeOf(page, isFree).slice(0, limit - free.length));
    skip += page.left;
    isLast = page.isLast || page.left === 0;
  }
  return free;
};

/** Claims the oldest tasks that are free for a poll. @returns what it claimed, and the messages that are its alone */
const claim = async (parts: WaitingParts, poll: Poll, limit: number, ahead: Ahead) => {
  let claimed: Waiting[] = [];
  let draft = openDraft<Doc>(parts.main);
  let reading: Promise<void> = Promise.resolve();
  // Read while the claims of others are, and so perhaps before one of them was done with a message; again should a
  // claim come in between.
  let first: Ahead | undefined = ahead;
  const stored = new Set<Doc>(ahead.stored);
  const mine = await poll.claim(async isFree => {
    const page = first?.page && (await withNews(parts, await first.page, first));
    first = undefined;
    claimed = await firstFree(parts, limit, isFree, page);
    // The claims of others are known: what they were done with stands in the documents from here on.
    draft = openDraft<Doc>(parts.main);
    // One that is marked now is written on top of what is known of it, or read anew.
    const known = claimed.flatMap(({ doc, task }) => (stored.has(doc) && task.state === 'pending' ? [doc] : []));
    draft.know(
      known.map(({ _id }) => _id),
      known,
    );
    reading = draft.read(claimed.map(({ doc }) => doc._id));
    reading.catch(() => undefined);
    return claimed.flatMap(({ task }) => task.messages!.map(({ uuid }) => uuid));
  });
  await reading;
  return { claimed, mine, draft };
};

/**
 * Claims the oldest tasks that are free for a poll and marks them. @returns them as they stand in the documents then
 */
export const offer = async (
  parts: WaitingParts,
  poll: Poll,
  limit: number,
  ahead: Ahead = { stored: [], told: [] },
): Promise<Task[]> => {
  const { claimed, mine, draft } = await claim(parts, poll, limit, ahead);
  const forward = (task: Task): Task =>
    isWaiting(task) ? withTaskState(task, 'forwarded-to-gateway', isoNow(parts)) : task;
  for (const { doc } of claimed) draft.change(doc._id, newest => withTasks(newest, uuid => mine.has(uuid), forward));
  await draft.commit();
  // Somebody may have silenced one in between.
  return claimed.flatMap(({ doc, list, task }) => {
    const uuid = task.messages![0]!.uuid;
    const tasks = (draft.get(doc._id) as (Doc & Lists) | null)?.[list];
    const stored = tasks?.find(one => one?.messages?.[0]?.uuid === uuid);
    return stored && isWaiting(stored) ? [stored] : [];
  });
};
