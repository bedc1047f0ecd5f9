import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Task } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { normalPhone } from '@rounds/sentinel/text/phone-numbers.ts';
import type { Poll } from './offers.ts';
import { type Ahead, offer } from './outbox/offer.ts';
import { update } from './outbox/update.ts';
import { isoNow, sendable } from './outbox/waiting.ts';
import type { Outgoing, StateUpdate } from './outgoing.ts';

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
  /**
   * Looks for what waits, while what a poll brought is still being stored.
   * @param told of how many messages it brings news: they will wait no more
   * @returns for {@link Outbox.offer}; undefined where looking ahead would not help
   */
  lookAhead(told: number): Ahead['page'];
  /**
   * Claims the oldest messages that are free for a poll of a gateway and marks them `forwarded-to-gateway`.
   * @param options.ahead what was looked for while what the poll brought was stored, and the reports that it brought
   */
  offer(poll: Poll, options?: { limit?: number; ahead?: Ahead }): Promise<Outgoing[]>;
  /**
   * Writes new states into the documents of messages, several of one message in their order. Told twice they count
   * once.
   * @returns uuids that no document knows
   */
  update(updates: readonly StateUpdate[]): Promise<{ unknown: string[] }>;
  /** Uuids of messages by the service's own ids of them; those that are not known are left out. */
  byReference(references: readonly string[]): Promise<Map<string, string>>;
}

/** Messages that are handed out at once. */
export const offerLimit = 25;

/** Of more news than that it is not worth while to look ahead past. */
const mostTold = 100;

/** The parts that the outbox takes. */
export interface OutboxParts {
  main: Store;
  /** The sentinel's database. */
  side: Store;
  settings: () => Settings;
  now: () => Ms;
}

/** The messages of a task as they are handed over, their numbers as a network wants them. */
const shown = ({ messages }: Task, settings: Settings): Outgoing[] =>
  (messages ?? []).map(({ uuid, to, message }) => ({
    id: uuid,
    to: normalPhone(String(to), settings),
    content: message,
  }));

export const openOutbox = ({ main, side, settings, now }: OutboxParts): Outbox => {
  const parts = { main, side, now };
  return {
    waiting: async (limit = offerLimit) =>
      (await sendable(parts, limit)).waiting.flatMap(({ task }) => shown(task, settings())),
    lookAhead: told => {
      if (told > mostTold) return undefined;
      const page = sendable(parts, offerLimit + told);
      page.catch(() => undefined);
      return page;
    },
    offer: async (poll, { limit = offerLimit, ahead } = {}) =>
      (await offer(parts, poll, limit, ahead)).flatMap(task => shown(task, settings())),
    update: updates => update(main, updates, () => isoNow(parts)),
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
