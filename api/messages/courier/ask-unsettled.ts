import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Outbox } from '../outbox.ts';
import type { StateUpdate } from '../outgoing.ts';
import { isNews, type Service } from '../services/service.ts';

/** Messages that are asked about at once. */
const pageSize = 25;
const day = 24 * 3600 * 1000;

/** States that a service may still change, and for how long after the message was due it is asked, in ms. */
const unsettled: readonly [StateUpdate['state'], Ms][] = [
  ['received-by-gateway', 30 * day],
  ['forwarded-by-gateway', 30 * day],
  ['sent', day],
];

/** One run of asking. */
export interface Asking {
  main: Store;
  outbox: Outbox;
  service: Service;
  /** By state, the row at which asking broke off: there it goes on, or the last ones would never be asked about. */
  askedUpTo: Map<string, number>;
  /** Makes sure that it is still this process's turn. */
  keep: () => Promise<void>;
  /** Whether something waits to be sent, or nothing is to be done any more. */
  isCalledOff: () => boolean;
}

interface TaskedDoc extends Doc {
  tasks?: { gateway_ref?: string }[];
}

/** Messages in a state that were due since a moment, from a row on. */
const rowsOf = (main: Store, state: string, since: Ms, skip: number) =>
  main.query<{ list: 'tasks'; index: number; uuid: string | null }, TaskedDoc>('medic/messages_by_state', {
    ...{ startKey: [state, since], endKey: [state, {}] },
    ...{ skip, limit: pageSize, docs: true },
  });

/**
 * Asks about messages in a state, page after page; false when the service wants to be left in peace, or it was called
 * off.
 */
const askAbout = async (asking: Asking, state: string, since: Ms): Promise<boolean> => {
  const { main, outbox, service, askedUpTo, keep, isCalledOff } = asking;
  const asked = new Set<string>();
  for (let skip = askedUpTo.get(state) ?? 0; ; ) {
    askedUpTo.set(state, skip);
    const rows = await rowsOf(main, state, since, skip);
    for (const { doc, value } of rows) {
      const reference = doc?.[value.list]?.[value.index]?.gateway_ref;
      askedUpTo.set(state, skip);
      skip += 1;
      if (!reference || !value.uuid || asked.has(value.uuid)) continue;
      asked.add(value.uuid);
      if (isCalledOff()) return false;
      await keep();
      const told = await service.ask!(reference);
      if (told === 'stop') return false;
      if (!isNews(told) || told.state === state) continue;
      await outbox.update([{ id: value.uuid, ...told }]);
      // It has left this state, and so these rows.
      skip -= 1;
    }
    if (rows.length < pageSize) {
      askedUpTo.delete(state);
      return true;
    }
  }
};

/** Asks the service how the messages fared that it may still have news of. */
export const askUnsettled = async (asking: Asking, now: () => Ms): Promise<void> => {
  for (const [state, age] of asking.service.ask ? unsettled : [])
    if (!(await askAbout(asking, state, now() - age))) return;
};
