import { viewMaps } from 'virtual:view-maps';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { ReadOptions, Store } from '@rounds/ddocs/store/store.ts';
import { openHeldReplies } from '../console/held-replies.ts';
import { talksOf } from '../console/talks.ts';
import { readLocal, writeLocal } from '../database/local-docs.ts';
import { identityOf } from '../database/pouch.ts';
import { many, readMany } from '../database/read-many.ts';
import { openReads, type Reads } from '../messages/read-marks.ts';
import { send } from '../messages/send.ts';
import { ownContactId } from '../people/own-contact.ts';
import { openPictures } from '../programme/pictures.ts';
import type { FillLog } from '../replicate/fill-log.ts';
import { type Sync, startSync } from '../replicate/sync.ts';
import { reportsDoor } from '../reports/reports-door.ts';
import { fetchSession, type Session } from '../session/session.ts';
import { careDoor } from '../tasks/care-door.ts';
import { followDatabase } from './follow.ts';
import {
  type Everything,
  emptyLists,
  fillLists,
  type Lists,
  readEverything,
  restoreLists,
  snapshotOf,
} from './lists.ts';
import type { Phone } from './phone-context.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

/** How long after the start tasks and targets are worked out: the first picture comes before. */
const afterStart: Ms = 1000;

/**
 * Opens what the device holds of a user whose first fill is complete. Needs no network: the lists come from the
 * snapshot of last time, and what changed since from the database.
 */
export const openPhone = async (
  user: { name: string; roles: string[] },
  db: PouchDB.Database,
  filled: FillLog,
  clock: () => Ms,
): Promise<Phone> => {
  const ended = new AbortController();
  const events = new EventTarget();
  const [reads, session, identity] = await Promise.all([
    openReads(user.name, location.origin, clock),
    readLocal<Session>(db, 'session'),
    identityOf(db),
  ]);
  const lists = emptyLists(user.roles, reads, ended.signal);
  const everything = await openLists(lists, db, identity);
  const keepLists = () => writeSnapshot(db.name, identity, snapshotOf(lists));
  const keep = debounce(2000, keepLists, ended.signal);
  const keepLater = debounce(20_000, keepLists, ended.signal);
  if (everything) keep();
  followDatabase(db, lists, ended.signal, docs => {
    events.dispatchEvent(new CustomEvent('docs', { detail: docs }));
    // The lists say nothing of tasks and targets: only how far they have read is behind then.
    if (docs.every(({ _id }) => /^(task|target)~/.test(_id))) keepLater();
    else keep();
  });

  const known = (doc: Doc) => !isContactLike(doc) || lists.people.get(doc._id) !== undefined;
  const sync = startSync(db, location.origin, filled, clock, known);
  const { programme, people, messages, misread } = lists;
  const care = careDoor(
    () => phone,
    () => lists.taken.seq,
    ended.signal,
  );
  const held = openHeldReplies(
    {
      ...{ db, sync, user: user.name, clock },
      newest: async (conversation, since) => {
        // On a device with documents of its own what others said is known after the next exchange.
        if (!phone.session?.online && sync.state().lastSynced <= since) return undefined;
        const { messages: found, kept } = await talksOf(phone).messages(conversation, {});
        return kept ? undefined : found;
      },
      write: async ({ id, recipient, text, beside }) => void (await send(phone, [recipient], text, beside, id)),
    },
    ended.signal,
  );
  const onDocs: Phone['onDocs'] = (listener, signal) =>
    events.addEventListener('docs', event => listener((event as CustomEvent<Doc[]>).detail), { signal });
  const phone: Phone = {
    ...{ care, held },
    ...{ user, session, db, people, messages, misread, reads, programme, sync, clock },
    store: quicker(pouchStore(db, viewMaps, { everything: async () => everything ?? readEverything(db) })),
    onDocs,
    reports: reportsDoor({ db, onDocs }, () => lists.taken.seq, ended.signal),
    pictures: openPictures({ db, programme, onDocs }, ended.signal),
    onSession: (listener, signal) => events.addEventListener('session', listener, { signal }),
    close: async () => {
      ended.abort();
      sync.stop();
      await Promise.all([db.close(), reads.close()]);
    },
  };
  exchangeMarks(sync, reads, ended.signal);
  const begin = setTimeout(() => void care.open(), afterStart);
  ended.signal.addEventListener('abort', () => clearTimeout(begin), { once: true });
  const own = async () => messages.own(await ownContactId(phone));
  void own();
  onDocs(docs => docs.some(({ type }) => type === 'user-settings') && void own(), ended.signal);
  followSession(phone, ended.signal, () => events.dispatchEvent(new Event('session')));
  return phone;
};

/** Fills the lists: from the snapshot, else from the documents. @returns all documents, where it took them */
const openLists = async (lists: Lists, db: PouchDB.Database, identity: string): Promise<Everything | null> => {
  const [kept, info] = await Promise.all([readSnapshot(db.name, identity), db.info()]);
  // A browser that ended badly may have lost what was written last; a list that knows more than the database would
  // never be put right.
  if (kept && Number(kept.seq) <= Number(info.update_seq)) {
    restoreLists(lists, kept);
    return null;
  }
  const everything = await readEverything(db);
  fillLists(lists, everything);
  return everything;
};

/** A store that reads thousands of documents in one go. */
const quicker = (store: Store): Store => ({
  ...store,
  getMany: async <T extends Doc>(ids: readonly string[], options?: ReadOptions) => {
    const quick = ids.length >= many && !options ? await readMany(store.name, ids) : null;
    return quick ? ids.map(id => (quick.get(id)?.doc ?? null) as T | null) : store.getMany<T>(ids, options);
  },
});

const isContactLike = ({ type }: Doc) =>
  type !== undefined && !['data_record', 'form', 'translations', 'task', 'target', 'user-settings'].includes(type);

/** Exchanges what was read after each exchange of documents. */
const exchangeMarks = (sync: Sync, reads: Reads, ended: AbortSignal): void => {
  let exchanged: Ms = 0;
  sync.onChange(() => {
    const { lastSynced, contact } = sync.state();
    if (contact !== 'ok' || lastSynced === exchanged) return;
    exchanged = lastSynced;
    void reads.exchange();
  }, ended);
};

/** Asks the server who we are: now, and should it be silent, when there is contact with it. */
const followSession = (phone: Phone, ended: AbortSignal, tell: () => void): void => {
  const { sync } = phone;
  sync.onChange(
    () => !phone.session && sync.state().contact === 'ok' && void refreshSession(phone, ended, tell),
    ended,
  );
  void refreshSession(phone, ended, tell);
};

/** Asks the server who we are, keeps the answer for the time without a network. */
const refreshSession = async (phone: Phone, ended: AbortSignal, tell: () => void): Promise<void> => {
  const found = await fetchSession();
  if (!found || found === 'ended' || ended.aborted) return;
  phone.session = found;
  tell();
  await writeLocal(phone.db, 'session', found);
};

const debounce = (pause: Ms, work: () => Promise<void>, ended: AbortSignal): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  ended.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return () => {
    clearTimeout(timer);
    if (ended.aborted) return;
    timer = setTimeout(() => void work(), pause);
  };
};
