import { viewMaps } from 'virtual:view-maps';
import { createContext } from '@lit/context';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { ReadOptions, Store } from '@rounds/ddocs/store/store.ts';
import { type MessagesDoc, setMessages } from '../words/words.ts';
import { type Conversations, conversations } from './messages/conversations.ts';
import { openReads, type Reads } from './messages/read-marks.ts';
import { type People, people } from './people/people.ts';
import { type Programme, programme } from './programme/programme.ts';
import type { FillLog } from './replicate/fill.ts';
import { readLocal, writeLocal } from './replicate/local-docs.ts';
import { identityOf, openDatabase } from './replicate/pouch.ts';
import { many, readMany } from './replicate/pouch-idb.ts';
import { readSnapshot, writeSnapshot } from './replicate/snapshot.ts';
import { type Sync, startSync } from './replicate/sync.ts';
import { fetchSession, type Session } from './session/session.ts';

/** Everything of one user on this device. */
export interface Phone {
  user: { name: string; roles: string[] };
  /** The session as the server last told it; null when it never did. */
  session: Session | null;
  db: PouchDB.Database;
  store: Store;
  people: People;
  messages: Conversations;
  reads: Reads;
  programme: Programme;
  sync: Sync;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Calls back with documents that came, changed or went, until `signal` aborts. */
  onDocs(listener: (docs: readonly Doc[]) => void, signal: AbortSignal): void;
  /** Calls back when the server has told who we are. */
  onSession(listener: () => void, signal: AbortSignal): void;
  close(): Promise<void>;
}

/** The phone, for every element below `rounds-app`. */
export const phoneContext = createContext<Phone>(Symbol('phone'));

/** How long changes are gathered before the screen follows them, in ms. */
const gather = 40;
/** How long until changes that could not be taken are tried again, in ms. */
const afterFailure = 1000;

/**
 * Opens what the device holds of a user whose first fill is complete. Needs no network: the list comes from the
 * snapshot of last time, and what changed since from the database.
 */
export const openPhone = async (
  user: { name: string; roles: string[] },
  db: PouchDB.Database,
  filled: FillLog,
  clock: () => number,
): Promise<Phone> => {
  const ended = new AbortController();
  const events = new EventTarget();
  const rules = programme(user.roles, doc => setMessages(doc as MessagesDoc));
  const everybody = people(rules.types);

  const identity = await identityOf(db);
  const [kept, info, reads, session] = await Promise.all([
    readSnapshot(db.name, identity),
    db.info(),
    openReads(user.name, location.origin, clock),
    readLocal<Session>(db, 'session'),
  ]);
  // A browser that ended badly may have lost what was written last; a list that knows more than the database would
  // never be put right.
  const snapshot = kept && Number(kept.seq) <= Number(info.update_seq) ? kept : null;
  const messages = conversations(everybody, reads, ended.signal);
  let seq: number | string;
  let everything: (() => Promise<{ docs: Doc[]; seq: number | string }>) | undefined;
  if (snapshot) {
    rules.apply(snapshot.programme as Doc[]);
    everybody.restore(snapshot.rows);
    messages.restore(snapshot.messages);
    seq = snapshot.seq;
  } else {
    const all = await readAll(db);
    rules.apply(all.docs);
    everybody.apply(all.docs);
    messages.apply(all.docs);
    seq = all.seq;
    everything = async () => all;
  }

  /** What the lists have taken: what they have only heard of is asked for again at the next start. */
  let taken = { seq, programme: rules.docs() };
  const keep = debounce(
    2000,
    () => writeSnapshot(db.name, identity, { ...taken, rows: everybody.rows(), messages: messages.rows() }),
    ended.signal,
  );
  if (!snapshot) keep();

  let came: Doc[] = [];
  /** The sequence of the last of these. */
  let heard = seq;
  let gathering = false;
  /** Whether the types of contacts have changed since everybody was read. */
  let retyped = false;
  const deliver = async () => {
    const [docs, upTo] = [came, heard];
    let pause = gather;
    came = [];
    try {
      const types = JSON.stringify(rules.types());
      rules.apply(docs);
      retyped ||= JSON.stringify(rules.types()) !== types;
      // With other types everybody is read anew; what comes meanwhile waits, so that nothing older lies over it.
      everybody.apply(retyped ? (await readAll(db)).docs : docs);
      retyped = false;
      messages.apply(docs);
      taken = { seq: upTo, programme: rules.docs() };
      events.dispatchEvent(new CustomEvent('docs', { detail: docs }));
      keep();
    } catch (error) {
      // Nothing may be passed over: what could not be taken comes again, before what came meanwhile.
      came = [...docs, ...came];
      pause = afterFailure;
      if (!ended.signal.aborted) console.error(error);
    }
    gathering = came.length > 0 && !ended.signal.aborted;
    if (gathering) setTimeout(deliver, pause);
  };
  const feed = db.changes({ since: seq, live: true, include_docs: true, return_docs: false }).on('change', change => {
    heard = change.seq;
    came.push((change.doc ?? { _id: change.id, _deleted: true }) as unknown as Doc);
    if (!gathering) setTimeout(deliver, gather);
    gathering = true;
  });

  const known = (doc: Doc) => !isContactLike(doc) || everybody.get(doc._id) !== undefined;
  const sync = startSync(db, location.origin, filled, clock, known);
  const phone: Phone = {
    user,
    session,
    db,
    store: quicker(pouchStore(db, viewMaps, everything ? { everything } : {})),
    people: everybody,
    messages,
    reads,
    programme: rules,
    sync,
    clock,
    onDocs: (listener, signal) =>
      events.addEventListener('docs', event => listener((event as CustomEvent<Doc[]>).detail), { signal }),
    onSession: (listener, signal) => events.addEventListener('session', listener, { signal }),
    close: async () => {
      ended.abort();
      feed.cancel();
      sync.stop();
      await Promise.all([db.close(), reads.close()]);
    },
  };
  const refresh = () => refreshSession(phone, ended.signal, () => events.dispatchEvent(new Event('session')));
  sync.onChange(() => !phone.session && sync.state().contact === 'ok' && void refresh(), ended.signal);
  let exchanged = 0;
  sync.onChange(() => {
    const { lastSynced, contact } = sync.state();
    if (contact !== 'ok' || lastSynced === exchanged) return;
    exchanged = lastSynced;
    void reads.exchange();
  }, ended.signal);
  void refresh();
  return phone;
};

/** A store that reads thousands of documents in one go. */
const quicker = (store: Store): Store => ({
  ...store,
  getMany: async <T extends Doc>(ids: readonly string[], options?: ReadOptions) => {
    const quick = ids.length >= many && !options ? await readMany(store.name, ids) : null;
    return quick ? ids.map(id => (quick.get(id)?.doc ?? null) as T | null) : store.getMany<T>(ids, options);
  },
});

/** Opens the database of a user; see {@link openPhone} for all else. */
export const databaseOf = (user: { name: string }): PouchDB.Database => openDatabase(user.name);

const isContactLike = ({ type }: Doc) =>
  type !== undefined && !['data_record', 'form', 'translations', 'task', 'target', 'user-settings'].includes(type);

/** Asks the server who we are, keeps the answer for the time without a network. */
const refreshSession = async (phone: Phone, signal: AbortSignal, tell: () => void): Promise<void> => {
  const found = await fetchSession();
  if (!found || found === 'ended' || signal.aborted) return;
  phone.session = found;
  tell();
  await writeLocal(phone.db, 'session', found);
};

/** All documents, and the sequence before they were read. */
const readAll = async (db: PouchDB.Database): Promise<{ docs: Doc[]; seq: number | string }> => {
  const { update_seq: seq } = await db.info();
  const { rows } = await db.allDocs({ include_docs: true, conflicts: true, endkey: '\u{10ffff}' });
  return { docs: rows.map(({ doc }) => doc as unknown as Doc), seq };
};

const debounce = (pause: number, work: () => Promise<void>, ended: AbortSignal): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return () => {
    clearTimeout(timer);
    if (ended.aborted) return;
    timer = setTimeout(() => void work(), pause);
  };
};
