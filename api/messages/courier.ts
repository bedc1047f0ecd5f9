import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Log } from '../web/log.ts';
import { type Outbox, offerLimit, type StateUpdate } from './outbox.ts';
import type { Sent, Service } from './services/service.ts';
import { services, whyNothingGoesOut } from './services.ts';
import type { Turns } from './turn.ts';

/** Sends what waits to the service of the settings, and asks it how messages fared (`sms.md` §4.2). */
export interface Courier {
  /**
   * Runs now; when another process is at it, until it has had its turn too. Never rejects: what fails is in the log and
   * is tried again.
   */
  run(): Promise<void>;
  /** Runs now and every so many ms until it is stopped. */
  start(every: Ms): void;
  stop(): Promise<void>;
}

export interface CourierParts {
  main: Store;
  outbox: Outbox;
  vault: Vault;
  turns: Turns;
  settings: () => Settings;
  now: () => Ms;
  log: Log;
}

/** Messages that are asked about at once. */
const pageSize = 25;
/** Messages that are remembered as not taken. */
const mostPutOff = 1000;
const day = 24 * 3600 * 1000;

/** States that a service may still change, and for how long after the message was due it is asked, in ms. */
const unsettled: readonly [StateUpdate['state'], Ms][] = [
  ['received-by-gateway', 30 * day],
  ['forwarded-by-gateway', 30 * day],
  ['sent', day],
];

const isNews = (sent: Sent): sent is Exclude<Sent, string> => typeof sent === 'object';

export const openCourier = ({ main, outbox, vault, turns, settings, now, log }: CourierParts): Courier => {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let warned: string | undefined;

  /**
   * Messages that the service did not take: they come after those that it was not asked to take, or a few of them would
   * stop all others.
   */
  const putOff = new Set<string>();
  /** By state, the row at which asking broke off: there it goes on, or the last ones would never be asked about. */
  const askedUpTo = new Map<string, number>();

  const put = (id: string): void => {
    putOff.add(id);
    if (putOff.size > mostPutOff) putOff.delete(putOff.values().next().value!);
  };

  /** The next messages to be sent, the oldest first; those that were put off when there are no others. */
  const upNext = async (tried: ReadonlySet<string>) => {
    const limit = offerLimit + putOff.size;
    const oldest = await outbox.waiting(limit);
    const ids = new Set(oldest.map(({ id }) => id));
    if (oldest.length < limit) for (const id of putOff) if (!ids.has(id)) putOff.delete(id);
    const open = oldest.filter(({ id }) => !tried.has(id));
    const fresh = open.filter(({ id }) => !putOff.has(id));
    return fresh.length > 0 ? fresh : open;
  };

  /**
   * The oldest messages one by one, 25 at a time; each answer is written down before the next is sent. A message that
   * the service did not take is not tried twice in one run, and a run in which it did not take 25 is over.
   */
  const send = async (service: Service, keep: () => Promise<void>): Promise<number> => {
    const tried = new Set<string>();
    let taken = 0;
    for (;;) {
      const next = await upNext(tried);
      if (next.length === 0) return taken;
      for (const message of next) {
        if (stopped || tried.size - taken >= offerLimit) return taken;
        tried.add(message.id);
        await keep();
        const sent = await service.send(message);
        if (sent === 'stop') return taken;
        if (!isNews(sent)) {
          put(message.id);
          continue;
        }
        await outbox.update([{ id: message.id, ...sent }]);
        putOff.delete(message.id);
        taken += 1;
      }
    }
  };

  /**
   * Asks about messages in a state, page after page; false when the service wants to be left in peace, or something
   * waits to be sent.
   */
  const askAbout = async (service: Service, state: string, since: Ms, keep: () => Promise<void>): Promise<boolean> => {
    const asked = new Set<string>();
    for (let skip = askedUpTo.get(state) ?? 0; ; ) {
      askedUpTo.set(state, skip);
      const range = { startKey: [state, since], endKey: [state, {}] };
      const rows = await main.query<{ list: 'tasks'; index: number; uuid: string | null }, TaskedDoc>(
        'medic/messages_by_state',
        {
          ...range,
          skip,
          limit: pageSize,
          docs: true,
        },
      );
      for (const { doc, value } of rows) {
        const reference = doc?.[value.list]?.[value.index]?.gateway_ref;
        askedUpTo.set(state, skip);
        skip += 1;
        if (!reference || !value.uuid || asked.has(value.uuid)) continue;
        asked.add(value.uuid);
        if (stopped || again) return false;
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

  const once = async (): Promise<'done' | 'busy'> => {
    const why = whyNothingGoesOut(settings());
    if (why && why !== warned) log.warn(why);
    warned = why;
    const open = services[settings().sms?.outgoing_service ?? ''];
    if (!open) return 'done';
    const turn = await turns.take();
    if (!turn) return 'busy';
    try {
      const service = await open({ settings: settings(), vault, log });
      if (!service) return 'done';
      const taken = await send(service, turn.keep);
      if (taken > 0) log.info({ messages: taken }, 'messages were handed to the service');
      for (const [state, age] of service.ask ? unsettled : [])
        if (!(await askAbout(service, state, now() - age, turn.keep))) break;
      return 'done';
    } finally {
      await turn.end();
    }
  };

  const untilDone = async (): Promise<void> => {
    try {
      for (let left = 120; left > 0 && !stopped && (await once()) === 'busy'; left -= 1)
        await new Promise(resolve => setTimeout(resolve, 500));
    } catch (error) {
      log.warn({ err: error }, 'messages could not be handed to the service; they are tried again');
    }
  };

  /** One run at a time; what asks meanwhile is served by one more run. */
  const run = async (): Promise<void> => {
    if (stopped) return;
    if (running) {
      again = true;
      return running;
    }
    running = (async () => {
      do {
        again = false;
        await untilDone();
      } while (again && !stopped);
    })();
    await running.finally(() => {
      running = undefined;
    });
  };

  return {
    run,
    start: every => {
      timer = setInterval(() => void run(), every).unref();
      void run();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
};

interface TaskedDoc extends Doc {
  tasks?: { gateway_ref?: string }[];
}
