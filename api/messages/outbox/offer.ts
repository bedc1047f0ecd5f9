import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Task, withTaskState } from '@rounds/ddocs/documents/reports.ts';
import { openDraft } from '@rounds/sentinel/engine/draft.ts';
import type { Poll } from '../offers.ts';
import { isWaiting, type Lists, withTasks } from './tasks.ts';
import { isoNow, type Page, sendable, type Waiting, type WaitingParts } from './waiting.ts';

/** Rows that are looked at for one poll: what other gateways were offered stands before what is free. */
const mostLookedAt = 1000;
const pageSize = 100;

/** The oldest tasks that are free, page after page. @param ahead the first page, where it has been asked for already */
const firstFree = async (
  parts: WaitingParts,
  limit: number,
  isFree: (uuid: string) => boolean,
  ahead: Promise<Page> | undefined,
): Promise<Waiting[]> => {
  const free: Waiting[] = [];
  for (let skip = 0, isLast = false; !isLast && free.length < limit && skip < mostLookedAt; ) {
    const isFirst = skip === 0;
    const page = await ((isFirst && ahead) || sendable(parts, isFirst ? limit : pageSize, skip));
    const here = page.waiting.filter(({ task }) => task.messages!.map(({ uuid }) => isFree(uuid)).every(Boolean));
    free.push(...here.slice(0, limit - free.length));
    skip += page.left;
    isLast = page.isLast || page.left === 0;
  }
  return free;
};

/** Claims the oldest tasks that are free for a poll. @returns what it claimed, and the messages that are its alone */
const claim = async (parts: WaitingParts, poll: Poll, limit: number) => {
  let claimed: Waiting[] = [];
  // Read while the claims of others are, and so perhaps before one of them was done with a message; again should a
  // claim come in between.
  let ahead: Promise<Page> | undefined = sendable(parts, limit);
  ahead.catch(() => undefined);
  const mine = await poll.claim(async isFree => {
    const early = ahead;
    ahead = undefined;
    claimed = await firstFree(parts, limit, isFree, early);
    return claimed.flatMap(({ task }) => task.messages!.map(({ uuid }) => uuid));
  });
  return { claimed, mine };
};

/** Claims the oldest tasks that are free for a poll and marks them. @returns them as they stand in the documents then */
export const offer = async (parts: WaitingParts, poll: Poll, limit: number): Promise<Task[]> => {
  const { claimed, mine } = await claim(parts, poll, limit);
  const draft = openDraft<Doc>(parts.main);
  await draft.read(claimed.map(({ doc }) => doc._id));
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
