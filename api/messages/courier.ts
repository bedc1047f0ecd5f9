import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Reach } from '@rounds/sentinel/process/reach.ts';
import type { Log } from '../web/log.ts';
import { askUnsettled } from './courier/ask-unsettled.ts';
import { sendWaiting } from './courier/send-waiting.ts';
import type { Outbox } from './outbox.ts';
import { services, whyNothingGoesOut } from './services.ts';
import type { Turns } from './turn.ts';

/** Sends what waits to the service of the settings, and asks it how messages fared. */
export interface Courier {
  /**
   * Runs now; when another process is at it, until it has had its turn too. Never rejects: failed work is in the log
   * and is tried again.
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
  /** Where messages may be sent to, whatever addresses the settings have. */
  reach: Reach;
}

/** How often a run waits for the turn that another process has, and for how long each time, in ms. */
const [tries, pause] = [120, 500];

/** What the courier remembers from one run to the next. */
interface State {
  stopped: boolean;
  /** Whether a run was asked for while one was under way. */
  again: boolean;
  /** The last complaint in the log about the settings. */
  warned: string | undefined;
  putOff: Set<string>;
  askedUpTo: Map<string, number>;
}

/** Says in the log why nothing goes out with these settings, once. */
const complain = (state: State, settings: Settings, log: Log): void => {
  const why = whyNothingGoesOut(settings);
  if (why && why !== state.warned) log.warn(why);
  state.warned = why;
};

/** Sends and asks, when no other process is at it. */
const once = async (parts: CourierParts, state: State): Promise<'done' | 'busy'> => {
  const { main, outbox, vault, turns, settings, now, log, reach } = parts;
  complain(state, settings(), log);
  const open = services[settings().sms?.outgoing_service ?? ''];
  if (!open) return 'done';
  const turn = await turns.take();
  if (!turn) return 'busy';
  try {
    const service = await open({ settings: settings(), vault, log, reach });
    if (!service) return 'done';
    const { putOff, askedUpTo } = state;
    const { keep } = turn;
    const taken = await sendWaiting({ outbox, service, putOff, keep, isStopped: () => state.stopped });
    if (taken > 0) log.info({ messages: taken }, 'messages were handed to the service');
    const isCalledOff = () => state.stopped || state.again;
    await askUnsettled({ main, outbox, service, askedUpTo, keep, isCalledOff }, now);
    return 'done';
  } finally {
    await turn.end();
  }
};

/** As {@link once}, waiting for another process that is at it. Failures are in the log. */
const untilDone = async (parts: CourierParts, state: State): Promise<void> => {
  try {
    for (let left = tries; left > 0 && !state.stopped && (await once(parts, state)) === 'busy'; left -= 1)
      await new Promise(resolve => setTimeout(resolve, pause));
  } catch (error) {
    parts.log.warn({ err: error }, 'messages could not be handed to the service; they are tried again');
  }
};

/** Runs until nobody has asked for another run meanwhile. */
const untilQuiet = async (parts: CourierParts, state: State): Promise<void> => {
  do {
    state.again = false;
    await untilDone(parts, state);
  } while (state.again && !state.stopped);
};

export const openCourier = (parts: CourierParts): Courier => {
  const state: State = { stopped: false, again: false, warned: undefined, putOff: new Set(), askedUpTo: new Map() };
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;

  /** One run at a time; those who ask meanwhile are served by one more run. */
  const run = async (): Promise<void> => {
    if (state.stopped) return;
    if (running) {
      state.again = true;
      return running;
    }
    running = untilQuiet(parts, state);
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
      state.stopped = true;
      clearInterval(timer);
      await running;
    },
  };
};
