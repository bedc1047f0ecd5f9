import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { FillLog } from './fill.ts';
import { readLocal, writeLocal } from './local-docs.ts';
import { remoteDatabase } from './pouch.ts';
import { discardDocs, takeDocs } from './purge.ts';
import { push } from './push.ts';
import { bulkGet, compareScope, fetchAbout, json, takeLeave } from './scope.ts';
import { leadership } from './tabs.ts';
import { changeWaiting, type Refusal, readWaiting } from './waiting.ts';

/** What is going on between the phone and the server. It says what is, never what one hopes. */
export interface SyncState {
  phase: 'idle' | 'sending' | 'receiving';
  /** How the last attempt went; `unknown` before the first. */
  contact: 'unknown' | 'ok' | 'offline' | 'unreachable' | 'signed-out' | 'trouble';
  /** Changes of this phone that the server does not have. */
  waiting: number;
  refused: readonly Refusal[];
  /** When everything was last exchanged, in ms; 0 for never. */
  lastSynced: number;
}

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
  /** Offers a refused change again. */
  again(id: string): Promise<void>;
  /**
   * Gives up a refused change: the server's version takes its place, or nothing.
   * @throws without a network, when there may be a version
   */
  discard(id: string): Promise<void>;
  stop(): void;
}

/** What the phone remembers of its exchanges: `_local/sync`. */
interface SyncLog {
  /** Where the next question for what left begins. */
  left: string;
  scope?: string;
  at: number;
}

/** Every five minutes, as its peers do; news arrive sooner, by a held request. */
const period = 5 * 60_000;

/** @param known whether the phone held a contact before; asked for each contact that arrives */
export const startSync = (
  db: PouchDB.Database,
  origin: string,
  filled: FillLog,
  clock: () => number,
  known: (doc: Doc) => boolean,
): Sync => {
  const events = new EventTarget();
  const ended = new AbortController();
  let state: SyncState = { phase: 'idle', contact: 'unknown', waiting: 0, refused: [], lastSynced: 0 };
  let wanted = false;
  let running = false;
  let seq = filled.seq;
  let holding: AbortController | undefined;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const remote = remoteDatabase(origin, status => status === 401 && show({ contact: 'signed-out' }));
  const tabs = leadership<SyncState>(
    db.name,
    { onLead: () => now(), onAsked: () => now(), onState: next => take(next) },
    ended.signal,
  );

  const take = (next: SyncState) => {
    state = next;
    events.dispatchEvent(new Event('sync'));
  };
  const show = (change: Partial<SyncState>) => {
    take({ ...state, ...change });
    if (tabs.leading()) tabs.tell(state);
  };

  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(path, { ...init, signal: init.signal ?? ended.signal });
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok) throw new Trouble(answer.status);
    return answer;
  };
  const post = async (path: string, body: unknown) => {
    const answer = await fetch(`/medic/${path}`, { ...json(body), signal: ended.signal });
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok && answer.status !== 413) throw new Trouble(answer.status);
    return { status: answer.status, rows: answer.ok ? ((await answer.json()) as []) : [] };
  };

  const readLog = async (): Promise<SyncLog> =>
    (await readLocal<SyncLog>(db, 'sync')) ?? {
      left: filled.seq,
      ...(filled.scope ? { scope: filled.scope } : {}),
      at: 0,
    };

  const receive = async (): Promise<void> => {
    const first = (await readLocal(db, 'sync')) === null;
    const arrived = (await readLocal<{ ids: string[] }>(db, 'arrived'))?.ids ?? [];
    let remembered: Promise<void> = Promise.resolve();
    const pull = db.replicate.from(remote, {
      checkpoint: 'target',
      batch_size: 500,
      batches_limit: 10,
      ...(first ? { since: filled.seq } : {}),
    } as PouchDB.Replication.ReplicateOptions);
    pull.on('change', ({ docs }) => {
      if (docs.length > 0) show({ phase: 'receiving' });
      const fresh = (docs as unknown as Doc[]).filter(doc => !doc._deleted && !known(doc));
      if (fresh.length === 0) return;
      arrived.push(...fresh.map(({ _id }) => _id));
      // Written before the checkpoint passes them: an app closed now still asks about them next time.
      remembered = writeLocal(db, 'arrived', { ids: [...arrived] });
    });
    const { last_seq } = await pull;
    seq = String(last_seq);
    await remembered;
    for (let at = 0; at < arrived.length; at += 100) await fetchAbout(db, ask, arrived.slice(at, at + 100));
    if (arrived.length > 0) await writeLocal(db, 'arrived', { ids: [] });

    const log = await readLog();
    const left = await takeLeave(db, ask, log.left);
    if (left.scope && log.scope && left.scope !== log.scope) {
      show({ phase: 'receiving' });
      await compareScope(db, ask);
    }
    const at = clock();
    await writeLocal(db, 'sync', {
      left: left.seq,
      ...(left.scope ? { scope: left.scope } : {}),
      at,
    } satisfies SyncLog);
    show({ lastSynced: at });
  };

  const round = async (): Promise<void> => {
    await noticed();
    if (!navigator.onLine) return void show({ contact: 'offline' });
    // What may have reached the server cannot be taken back: nothing is offered to one that is not there.
    if (state.waiting > 0 && state.contact !== 'ok') await ask('/api/v1/session');
    if (state.waiting > 0) show({ phase: 'sending' });
    await push(db, post, clock, waiting => show({ waiting }));
    await noticed();
    show({ contact: 'ok' });
    await receive();
    failures = 0;
  };

  const run = async (): Promise<void> => {
    if (running || !tabs.leading()) return;
    running = true;
    holding?.abort();
    clearTimeout(timer);
    while (wanted && !ended.signal.aborted) {
      wanted = false;
      try {
        await round();
      } catch (error) {
        failures++;
        show({ contact: contactAfter(error) });
      }
      show({ phase: 'idle' });
    }
    running = false;
    if (ended.signal.aborted) return;
    const pause = state.contact === 'ok' ? period : Math.min(period, 2000 * 2 ** Math.min(failures, 6));
    if (state.contact !== 'signed-out') timer = setTimeout(begin, pause);
    if (state.contact === 'ok') void hold();
  };

  /** Holds a request open until the server has news. */
  const hold = async (): Promise<void> => {
    holding = new AbortController();
    const { signal } = holding;
    while (!signal.aborted && !ended.signal.aborted) {
      try {
        const query = new URLSearchParams({
          feed: 'longpoll',
          since: seq,
          timeout: '50000',
          limit: '1',
          style: 'main_only',
        });
        const answer = await ask(`/medic/_changes?${query}`, { signal: AbortSignal.any([signal, ended.signal]) });
        const { results, last_seq } = (await answer.json()) as { results: unknown[]; last_seq: string };
        if (signal.aborted) return;
        if (results.length > 0) return begin();
        seq = String(last_seq);
      } catch (error) {
        if (signal.aborted || ended.signal.aborted) return;
        show({ contact: contactAfter(error) });
        failures++;
        clearTimeout(timer);
        if (state.contact !== 'signed-out') timer = setTimeout(begin, 2000 * 2 ** Math.min(failures, 6));
        return;
      }
    }
  };

  const begin = (): void => {
    wanted = tabs.leading();
    if (wanted) void run();
    else tabs.ask();
  };
  /** Somebody is at work here: the pauses between attempts that fail begin short again, however many failed before. */
  const now = (): void => {
    failures = 0;
    begin();
  };
  const noticed = async (): Promise<void> => {
    const { ids, refused } = await readWaiting(db);
    show({ waiting: Object.keys(ids).length, refused: Object.values(refused).sort((a, b) => b.at - a.at) });
  };
  const release = async (id: string): Promise<void> => {
    await changeWaiting(db, ({ refused: { [id]: _, ...refused }, ...log }) => ({ ...log, refused }));
    await noticed();
  };

  addEventListener('online', now, { signal: ended.signal });
  addEventListener('offline', () => show({ contact: 'offline' }), { signal: ended.signal });
  document.addEventListener(
    'visibilitychange',
    () => !document.hidden && clock() - state.lastSynced > 60_000 && now(),
    {
      signal: ended.signal,
    },
  );
  void readLog().then(({ at }) => show({ lastSynced: Math.max(at, state.lastSynced) }));
  void noticed();

  return {
    state: () => state,
    onChange: (listener, signal) => events.addEventListener('sync', listener, { signal }),
    now,
    noticed,
    waits: async id => id in (await readWaiting(db)).ids,
    again: async id => {
      await changeWaiting(db, ({ ids, refused: { [id]: _, ...refused }, ...log }) => ({
        ...log,
        ids: { ...ids, [id]: clock() },
        refused,
      }));
      await noticed();
      now();
    },
    discard: async id => {
      const { rows } = await db.allDocs({ keys: [id] });
      const row = rows[0];
      const mine = row && 'value' in row && row.value ? row.value.rev : '';
      const theirs = mine.startsWith('1-') && !navigator.onLine ? [] : await bulkGet(ask, [{ id }]);
      await discardDocs(db, [id]);
      await takeDocs(db, theirs);
      await release(id);
    },
    stop: () => {
      ended.abort();
      holding?.abort();
      clearTimeout(timer);
    },
  };
};

class SignedOut extends Error {}
class Trouble extends Error {
  constructor(status: number) {
    super(`The server answered ${status}`);
  }
}

const contactAfter = (error: unknown): SyncState['contact'] => {
  const status = (error as { status?: number }).status;
  if (error instanceof SignedOut || status === 401) return 'signed-out';
  if (!navigator.onLine) return 'offline';
  if (error instanceof TypeError || status === 0 || (error as Error).name === 'TimeoutError') return 'unreachable';
  const failed = /failed to fetch|networkerror|load failed/i.test(String((error as Error).message));
  return failed ? 'unreachable' : 'trouble';
};
