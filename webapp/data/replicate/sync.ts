import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { remoteDatabase } from '../database/pouch.ts';
import { discardDocs, takeDocs } from './drop.ts';
import type { FillLog } from './fill-log.ts';
import { lastExchange } from './receive.ts';
import { beginNow, type Exchange, notice, rest } from './rounds.ts';
import { bulkGet } from './scope.ts';
import { serverUntil } from './server.ts';
import type { SyncState } from './sync-state.ts';
import { leadership } from './tabs.ts';
import { changeWaiting, readWaiting } from './waiting.ts';

/** Keeps the phone and the server together. */
export interface Sync {
  state(): SyncState;
  onChange(listener: () => void, signal: AbortSignal): void;
  /** Asks for a round: send, receive, take leave of what left. Any number of asks during a round make one more. */
  now(): void;
  /** Reads again what waits, after something was written here. */
  noticed(): Promise<void>;
  /** Whether a document waits to be sent. */
  waits(id: string): Promise<boolean>;
  /** Offers refused documents of one act again. */
  again(ids: readonly string[]): Promise<void>;
  /**
   * Gives up refused documents of one act: the server's versions take their place, or nothing.
   * @throws without a network, when there may be versions
   */
  discard(ids: readonly string[]): Promise<void>;
  stop(): void;
}

/** Starts to exchange. @param known whether the phone held a contact before; asked for each contact that arrives */
export const startSync = (
  db: PouchDB.Database,
  origin: string,
  filled: FillLog,
  clock: () => Ms,
  known: (doc: Doc) => boolean,
): Sync => {
  const events = new EventTarget();
  const ended = new AbortController();
  const take = (next: SyncState): void => {
    exchange.state = next;
    events.dispatchEvent(new Event('sync'));
  };
  const show = (change: Partial<SyncState>): void => {
    take({ ...exchange.state, ...change });
    if (tabs.leading()) tabs.tell(exchange.state);
  };
  const now = () => beginNow(exchange);
  const tabs = leadership<SyncState>(db.name, { onLead: now, onAsked: now, onState: take }, ended.signal);
  const exchange: Exchange = {
    ...{ db, filled, clock, known, show, tabs },
    ...serverUntil(ended.signal),
    remote: remoteDatabase(origin, status => status === 401 && show({ contact: 'signed-out' })),
    ended: ended.signal,
    state: { phase: 'idle', contact: 'unknown', waiting: 0, refused: [], lastSynced: 0 },
    ...{ wanted: false, running: false, failures: 0, seq: filled.seq, holding: undefined, timer: undefined },
  };
  followDevice(exchange);
  void lastExchange(exchange).then(at => show({ lastSynced: Math.max(at, exchange.state.lastSynced) }));
  void notice(exchange);

  return {
    state: () => exchange.state,
    onChange: (listener, signal) => events.addEventListener('sync', listener, { signal }),
    now,
    noticed: () => notice(exchange),
    waits: async id => id in (await readWaiting(db)).ids,
    again: ids => offerAgain(exchange, ids),
    discard: ids => giveUp(exchange, ids),
    stop: () => {
      ended.abort();
      rest(exchange);
    },
  };
};

/** Exchanges when the network comes back, and when the app is looked at again after a minute. */
const followDevice = (exchange: Exchange): void => {
  const { ended: signal, clock, show } = exchange;
  const looked = () => {
    if (!document.hidden && clock() - exchange.state.lastSynced > 60_000) beginNow(exchange);
  };
  addEventListener('online', () => beginNow(exchange), { signal });
  addEventListener('offline', () => show({ contact: 'offline' }), { signal });
  document.addEventListener('visibilitychange', looked, { signal });
};

const offerAgain = async (exchange: Exchange, again: readonly string[]): Promise<void> => {
  const { db, clock } = exchange;
  const now = clock();
  await changeWaiting(db, log => {
    const act = Object.values(log.acts ?? {}).find(({ id }) => again.some(each => log.refused[each]?.act === id));
    return {
      ...log,
      ids: { ...log.ids, ...Object.fromEntries(again.map(id => [id, now])) },
      refused: without(log.refused, again),
      acts: act ? { ...log.acts, [now]: act } : (log.acts ?? {}),
    };
  });
  await notice(exchange);
  beginNow(exchange);
};

const giveUp = async (exchange: Exchange, ids: readonly string[]): Promise<void> => {
  const { db, ask } = exchange;
  const { rows } = await db.allDocs({ keys: [...ids] });
  const known = rows.filter(row => 'value' in row && row.value && !row.value.rev.startsWith('1-'));
  const asked = navigator.onLine ? ids : known.map(({ key }) => key);
  const theirs =
    asked.length > 0
      ? await bulkGet(
          ask,
          asked.map(id => ({ id })),
        )
      : [];
  await discardDocs(db, [...ids]);
  await takeDocs(db, theirs);
  await changeWaiting(db, log => ({ ...log, refused: without(log.refused, ids) }));
  await notice(exchange);
};

const without = <T>(entries: Readonly<Record<string, T>>, ids: readonly string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).filter(([id]) => !ids.includes(id)));
