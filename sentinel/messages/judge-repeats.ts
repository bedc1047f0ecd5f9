import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, type Task } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Desk } from '../engine/desk.ts';
import { openDraft } from '../engine/draft.ts';
import type { LastLook } from '../engine/rule-set.ts';
import {
  allowed,
  duplicatesIn,
  longestGap,
  type Made,
  type RepeatedDoc,
  repeatedId,
  withDuplicates,
  withMade,
} from './repeats.ts';

/** Texts remembered at most; beyond, the oldest are forgotten and count from one again. */
const most = 100_000;

/**
 * Ends conversations of machines: the same text to the same number, again and again, is not sent beyond a limit. It
 * decides which of the messages that rules made are duplicates, while nothing of them is written yet.
 *
 * Rows of the same text to the same number are kept in the sentinel's database, so that all processes count together
 * and a restart forgets none. A text is written down there when it comes for the second time: only that it was said
 * once is held in memory, since a document for every message would cost more than the message. So at most one message
 * per process and restart goes uncounted.
 */
export const judgeRepeats = (side: Store): LastLook => {
  const once = new Map<string, Made>();
  const remember = (key: string, made: Made) => {
    once.delete(key);
    once.set(key, made);
    for (const [oldest, { at }] of once) {
      if (once.size <= most && made.at - at < longestGap) return;
      once.delete(oldest);
    }
  };

  /** A text that was said before, as far as this process knows. */
  const earlier = (key: string, [first]: readonly Made[]): Made[] => {
    const before = once.get(key);
    return before && first && before.uuid !== first.uuid && first.at - before.at < longestGap ? [before] : [];
  };

  return async (ids, desk) => {
    const byText = freshIn(ids, desk);
    if (byText.size === 0) return;
    const missing = (_id: string): RepeatedDoc => ({ _id, type: 'repeated', messages: [] });
    const draft = openDraft<RepeatedDoc>(side, { missing, fence: desk.fence });
    await draft.read(byText.keys());
    const limit = allowed(desk.settings.sms?.duplicate_limit);
    const rows: string[] = [];
    for (const [key, made] of byText) {
      const all = [...earlier(key, made), ...made];
      if (draft.get(key) || all.length > 1) {
        draft.change(key, row => withMade(row, all, limit));
        rows.push(key);
      }
      remember(key, made.at(-1)!);
    }
    await draft.commit();
    const duplicates = new Set(rows.flatMap(key => duplicatesIn(draft.get(key)!)));
    if (duplicates.size > 0) silence(ids, duplicates, desk);
  };
};

const silence = (ids: readonly string[], duplicates: ReadonlySet<string>, desk: Desk): void => {
  const at = new Date(desk.now).toISOString();
  for (const id of ids)
    if (isReport(desk.docs.get(id))) desk.docs.change(id, doc => withDuplicates(doc as Report, duplicates, at));
};

/** Messages of this batch's documents that rules added to be sent at once, or released, by their text and recipient. */
const freshIn = (ids: readonly string[], desk: Desk): Map<string, Made[]> => {
  const byText = new Map<string, Made[]>();
  for (const id of ids) {
    const known = new Set([...tasksOf(desk.docs.base(id)), ...leftToGo(desk.docs.base(id))].map(uuidOf));
    for (const task of [...tasksOf(desk.docs.get(id)), ...scheduledOf(desk.docs.get(id))]) {
      const [message] = task.messages ?? [];
      if (!message || task.state !== 'pending' || known.has(message.uuid) || !isCounted(task)) continue;
      const key = repeatedId(message.to, message.original_message ?? message.message);
      byText.set(key, [...(byText.get(key) ?? []), { uuid: message.uuid, at: desk.now as Ms }]);
    }
  }
  return byText;
};

/** What answers somebody's own act may be said as often as he acts. */
const isCounted = ({ message_class: kind = 'unsolicited' }: Task): boolean => kind === 'unsolicited';

const tasksOf = (doc: Doc | null | undefined): readonly Task[] => (isReport(doc) ? (doc.tasks ?? []) : []);
const scheduledOf = (doc: Doc | null | undefined): readonly Task[] =>
  isReport(doc) ? (doc.scheduled_tasks ?? []) : [];
/** Scheduled messages that were released before: one that waits has its id already, where its text was made with it. */
const leftToGo = (doc: Doc | null | undefined): readonly Task[] =>
  scheduledOf(doc).filter(({ state }) => state !== 'scheduled');
const uuidOf = ({ messages }: Task): string | undefined => messages?.[0]?.uuid;
