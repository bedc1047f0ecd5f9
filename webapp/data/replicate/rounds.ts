import { countActs, kindOfAll } from './acts.ts';
import { push } from './push.ts';
import { type Receiving, receive } from './receive.ts';
import { contactAfter, type Server } from './server.ts';
import type { SyncState } from './sync-state.ts';
import type { Leadership } from './tabs.ts';
import { readWaiting } from './waiting.ts';

/** The exchange of a phone with the server: what it is handed, and how it stands. */
export interface Exchange extends Receiving, Server {
  tabs: Leadership<SyncState>;
  /** Aborts when the exchange ends for good. */
  ended: AbortSignal;
  state: SyncState;
  /** Whether somebody asked for a round that has not begun. */
  wanted: boolean;
  running: boolean;
  /** Attempts that failed, one after the other. */
  failures: number;
  /** The server's sequence up to which the phone has everything. */
  seq: string;
  /** Ends the request that is held open for news. */
  holding: AbortController | undefined;
  /** Begins the next round. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Every five minutes, as its peers do; news arrive sooner, by a held request. */
const period = 5 * 60_000;

/** How long until the next attempt, in ms: the longer, the more have failed. */
const pauseAfter = (failures: number): number => 2000 * 2 ** Math.min(failures, 6);

/** Begins a round, or asks the tab that leads for one. */
export const begin = (exchange: Exchange): void => {
  exchange.wanted = exchange.tabs.leading();
  if (exchange.wanted) void run(exchange);
  else exchange.tabs.ask();
};

/** Begins a round for somebody who is at work: the pauses between attempts that fail begin short again. */
export const beginNow = (exchange: Exchange): void => {
  exchange.failures = 0;
  begin(exchange);
};

/** Ends what waits for the next round. */
export const rest = ({ holding, timer }: Exchange): void => {
  holding?.abort();
  clearTimeout(timer);
};

/** Reads again what waits and what was refused, and shows it. */
export const notice = async ({ db, show }: Exchange): Promise<void> => {
  const log = await readWaiting(db);
  const { refused } = log;
  show({
    waiting: countActs(log),
    kind: kindOfAll(log),
    refused: Object.values(refused).sort((a, b) => b.at - a.at),
  });
};

/** Makes rounds as long as somebody asks for one, then waits for the next. */
const run = async (exchange: Exchange): Promise<void> => {
  const { tabs, ended, show } = exchange;
  if (exchange.running || !tabs.leading()) return;
  exchange.running = true;
  rest(exchange);
  while (exchange.wanted && !ended.aborted) {
    exchange.wanted = false;
    try {
      await round(exchange);
    } catch (error) {
      exchange.failures++;
      show({ contact: contactAfter(error) });
    }
    show({ phase: 'idle' });
  }
  exchange.running = false;
  if (ended.aborted) return;
  const { contact } = exchange.state;
  if (contact !== 'signed-out') beginIn(exchange, contact === 'ok' ? period : pauseAfter(exchange.failures));
  if (contact === 'ok') void hold(exchange);
};

const beginIn = (exchange: Exchange, pause: number): void => {
  exchange.timer = setTimeout(() => begin(exchange), pause);
};

/** Sends, receives, takes leave of what left. */
const round = async (exchange: Exchange): Promise<void> => {
  const { db, ask, post, clock, show } = exchange;
  await notice(exchange);
  if (!navigator.onLine) return show({ contact: 'offline' });
  // A change that may have reached the server cannot be taken back: nothing is offered to one that is not there.
  if (exchange.state.waiting > 0 && exchange.state.contact !== 'ok') await ask('/api/v1/session');
  if (exchange.state.waiting > 0) show({ phase: 'sending' });
  await push(db, post, clock, waiting => show({ waiting }));
  await notice(exchange);
  show({ contact: 'ok' });
  exchange.seq = await receive(exchange);
  exchange.failures = 0;
};

/** Holds a request open until the server has news. */
const hold = async (exchange: Exchange): Promise<void> => {
  const holding = new AbortController();
  const signal = AbortSignal.any([holding.signal, exchange.ended]);
  exchange.holding = holding;
  while (!signal.aborted) {
    try {
      const { news, seq } = await askForNews(exchange, signal);
      if (signal.aborted) return;
      if (news) return begin(exchange);
      exchange.seq = seq;
    } catch (error) {
      if (signal.aborted) return;
      exchange.show({ contact: contactAfter(error) });
      exchange.failures++;
      clearTimeout(exchange.timer);
      if (exchange.state.contact !== 'signed-out') beginIn(exchange, pauseAfter(exchange.failures));
      return;
    }
  }
};

const askForNews = async (
  { ask, seq: since }: Exchange,
  signal: AbortSignal,
): Promise<{ news: boolean; seq: string }> => {
  const query = new URLSearchParams({ feed: 'longpoll', since, timeout: '50000', limit: '1', style: 'main_only' });
  const answer = await ask(`/medic/_changes?${query}`, { signal });
  const { results, last_seq } = (await answer.json()) as { results: unknown[]; last_seq: string };
  return { news: results.length > 0, seq: String(last_seq) };
};
