import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Message, StateDetails, Task, TaskState } from '@rounds/ddocs/documents/reports.ts';
import { withTaskState } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { inPages, openDraft } from '@rounds/sentinel/engine/draft.ts';
import { normalPhone } from '@rounds/sentinel/text/phone-numbers.ts';
import { tokenLasts } from '@rounds/sentinel/users/token.ts';
import type { Poll } from './offers.ts';

/** A message as a gateway or a service is handed it. */
export interface Outgoing {
  /** Its uuid, by which updates name it. */
  id: string;
  to: string;
  content: string;
}

/** What is told of a message that went out. */
export interface StateUpdate {
  /** Uuid of the message. */
  id: string;
  state: TaskState;
  details?: StateDetails;
  /** The service's own id of it. */
  gatewayRef?: string;
}

/**
 * The messages that are to go out, the oldest due first: tasks and scheduled tasks in the state `pending` or
 * `forwarded-to-gateway`.
 */
export interface Outbox {
  /**
   * The oldest messages, to be sent; those that cannot be sent are marked `failed` with the reason, links to log in
   * that work no more `cleared`.
   * @param limit rows that are looked at, however many wait
   */
  waiting(limit?: number): Promise<Outgoing[]>;
  /** Claims the oldest messages that are free for a poll of a gateway and marks them `forwarded-to-gateway`. */
  offer(poll: Poll, limit?: number): Promise<Outgoing[]>;
  /**
   * Writes new states into the documents of messages, several of one message in their order. Told twice they count
   * once.
   * @returns uuids that no document knows
   */
  update(updates: readonly StateUpdate[]): Promise<{ unknown: string[] }>;
  /** Uuids of messages by the service's own ids of them; those that are not known are left out. */
  byReference(references: readonly string[]): Promise<Map<string, string>>;
}

/** Messages that are handed out at once (`sms.md` §4.1). */
export const offerLimit = 25;

/** Rows that are looked at for one poll: what other gateways were offered stands before what is free. */
const mostLookedAt = 1000;
const pageSize = 100;

const lists = ['tasks', 'scheduled_tasks'] as const;
type Lists = Partial<Record<(typeof lists)[number], Task[]>>;

const isWaiting = ({ state }: Task): boolean => state === 'pending' || state === 'forwarded-to-gateway';

/**
 * A document with those of its tasks changed that have a message with one of these uuids; the same object when none
 * changes.
 */
const withTasks = (
  doc: Doc & Lists,
  wanted: (uuid: string) => boolean,
  change: (task: Task, uuids: string[]) => Task,
): Doc => {
  let next: Doc & Lists = doc;
  for (const list of lists) {
    const tasks = doc[list];
    if (!Array.isArray(tasks)) continue;
    const changed = tasks.map(task => {
      const messages = Array.isArray(task?.messages) ? task.messages : [];
      const uuids = messages.map(message => message?.uuid).filter(uuid => uuid && wanted(uuid));
      return uuids.length > 0 ? change(task, uuids) : task;
    });
    if (changed.some((task, at) => task !== tasks[at])) next = { ...next, [list]: changed };
  }
  return next;
};

/** Why a task cannot be sent, and the state that it gets therefore; undefined where it can. */
const obstacle = (doc: Doc, { messages }: Task, now: Ms): { state: TaskState; reason: string } | undefined => {
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
  if (typeof message.message !== 'string' || message.message === '') return 'no text';
  // A recipient that did not resolve stands there by its name.
  if (!/\d/.test(String(message.to ?? ''))) return 'no phone number';
  return undefined;
};

/**
 * Whether a task's history ends with just these states: then the same updates came before, and their answer was lost.
 */
const wereToldBefore = ({ state_history }: Task, updates: readonly StateUpdate[]): boolean => {
  const history = Array.isArray(state_history) ? state_history : [];
  const distinct = updates.filter(({ state }, at) => at === 0 || updates[at - 1]!.state !== state);
  const last = history.slice(-distinct.length);
  return last.length === distinct.length && last.every((entry, at) => entry?.state === distinct[at]!.state);
};

/** A task with what was told of it, in order. */
export const withUpdates = (task: Task, updates: readonly StateUpdate[], at: Iso): Task => {
  const isRepeated = updates.length > 1 && wereToldBefore(task, updates);
  const news = isRepeated ? updates.slice(-1) : updates;
  return news.reduce(
    (known, { state, details, gatewayRef }) => withTaskState(known, state, at, details, gatewayRef),
    task,
  );
};

export const openOutbox = ({
  main,
  settings,
  now,
}: {
  main: Store;
  settings: () => Settings;
  now: () => Ms;
}): Outbox => {
  const at = (): Iso => new Date(now()).toISOString();

  interface Waiting {
    doc: Doc;
    list: (typeof lists)[number];
    index: number;
    task: Task;
  }
  const rows = async (limit: number, skip = 0): Promise<{ count: number; waiting: Waiting[] }> => {
    const [startKey, endKey] = [['pending-or-forwarded'], ['pending-or-forwarded', {}]];
    const found = await main.query<{ list: Waiting['list']; index: number }>('medic/messages_by_state', {
      ...{ startKey, endKey, limit, skip, docs: true },
    });
    const waiting = found.flatMap(({ doc, value: { list, index } }) => {
      const task = (doc as (Doc & Lists) | null | undefined)?.[list]?.[index];
      return doc && task && isWaiting(task) ? [{ doc, list, index, task }] : [];
    });
    return { count: found.length, waiting };
  };

  const whyNot = ({ doc, task }: Pick<Waiting, 'doc' | 'task'>) => obstacle(doc, task, now());

  /** Marks what can never be sent, so that it is seen, and does not stand in the way of the others. */
  const setAside = async (faulty: readonly Waiting[]): Promise<void> => {
    if (faulty.length === 0) return;
    const draft = openDraft<Doc>(main);
    for (const { doc, list, index } of faulty) {
      draft.know([doc._id], [doc]);
      draft.change(doc._id, newest => {
        const tasks = (newest as Doc & Lists)[list] ?? [];
        const one = tasks[index];
        const why = one && isWaiting(one) ? whyNot({ doc: newest, task: one }) : undefined;
        if (!one || !why) return newest;
        return { ...newest, [list]: tasks.with(index, withTaskState(one, why.state, at(), { reason: why.reason })) };
      });
    }
    await draft.commit();
  };

  /** @returns those of a page that can be sent, and how many rows of it are left where they stood */
  const sendable = async (limit: number, skip = 0): Promise<{ left: number; isLast: boolean; waiting: Waiting[] }> => {
    const { count, waiting } = await rows(limit, skip);
    const faulty = waiting.filter(one => whyNot(one) !== undefined);
    await setAside(faulty);
    return {
      left: count - faulty.length,
      isLast: count < limit,
      waiting: waiting.filter(one => whyNot(one) === undefined),
    };
  };

  const shown = ({ task }: Pick<Waiting, 'task'>): Outgoing[] =>
    (task.messages ?? []).map(({ uuid, to, message }) => ({
      id: uuid,
      to: normalPhone(String(to), settings()),
      content: message,
    }));

  return {
    waiting: async (limit = offerLimit) => (await sendable(limit)).waiting.flatMap(shown),

    offer: async (poll, limit = offerLimit) => {
      let claimed: Waiting[] = [];
      // Read while the claims of others are, and so perhaps before one of them was done with a message; again should a
      // claim come in between.
      let ahead: ReturnType<typeof sendable> | undefined = sendable(limit);
      ahead.catch(() => undefined);
      const mine = await poll.claim(async isFree => {
        claimed = [];
        for (let skip = 0, isLast = false; !isLast && claimed.length < limit && skip < mostLookedAt; ) {
          const page = await (ahead ?? sendable(skip === 0 ? limit : pageSize, skip));
          ahead = undefined;
          const free = page.waiting.filter(({ task }) => task.messages!.map(({ uuid }) => isFree(uuid)).every(Boolean));
          claimed.push(...free.slice(0, limit - claimed.length));
          skip += page.left;
          isLast = page.isLast || page.left === 0;
        }
        return claimed.flatMap(({ task }) => task.messages!.map(({ uuid }) => uuid));
      });
      const draft = openDraft<Doc>(main);
      await draft.read(claimed.map(({ doc }) => doc._id));
      const forward = (task: Task): Task =>
        isWaiting(task) ? withTaskState(task, 'forwarded-to-gateway', at()) : task;
      for (const { doc } of claimed)
        draft.change(doc._id, newest => withTasks(newest, uuid => mine.has(uuid), forward));
      await draft.commit();
      // Somebody may have silenced one in between.
      return claimed.flatMap(({ doc, list, task }) => {
        const uuid = task.messages![0]!.uuid;
        const now = (draft.get(doc._id) as (Doc & Lists) | null)?.[list]?.find(
          one => one?.messages?.[0]?.uuid === uuid,
        );
        return now && isWaiting(now) ? shown({ task: now }) : [];
      });
    },

    update: async updates => {
      const unknown: string[] = [];
      const wanted = new Map<string, StateUpdate[]>();
      for (const update of updates) {
        const earlier = wanted.get(update.id);
        if (earlier) earlier.push(update);
        else wanted.set(update.id, [update]);
      }
      for (const uuids of inPages(wanted.keys(), 500)) {
        const found = await main.query('medic-sms/messages_by_uuid', { keys: uuids, limit: uuids.length * 20 });
        const known = new Set(found.map(({ key }) => key));
        unknown.push(...uuids.filter(uuid => !known.has(uuid)));
        const draft = openDraft<Doc>(main);
        const ids = [...new Set(found.map(({ id }) => id))];
        await draft.read(ids);
        const timestamp = at();
        const told = (task: Task, of: string[]): Task =>
          of.reduce((known, uuid) => withUpdates(known, wanted.get(uuid)!, timestamp), task);
        const inPage = new Set(uuids);
        for (const id of ids) draft.change(id, doc => withTasks(doc, uuid => inPage.has(uuid), told));
        await draft.commit();
      }
      return { unknown };
    },

    byReference: async references => {
      const keys = [...new Set(references)];
      const found = await main.query<{ uuid?: string } | null>('medic-sms/messages_by_gateway_ref', {
        keys,
        limit: keys.length * 20,
      });
      return new Map(found.flatMap(({ key, value }) => (value?.uuid ? [[String(key), value.uuid] as const] : [])));
    },
  };
};
