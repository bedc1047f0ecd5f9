import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { type Lists, readEverything } from './lists.ts';
import { readable } from './readable.ts';
import type { Seq } from './snapshot.ts';

/** How long changes are gathered before the screen follows them. */
const gather: Ms = 40;
/** How much longer at most where very many come: each time the lists are sorted and shown anew. */
const gatherMany: Ms = 500;
/** How long until changes that could not be taken are tried again. */
const afterFailure: Ms = 1000;

/** Changes of the database on their way into the lists. */
interface Following {
  db: PouchDB.Database;
  lists: Lists;
  ended: AbortSignal;
  /** Is told what the lists have taken. */
  onTaken: (docs: readonly Doc[]) => void;
  came: Doc[];
  /** The sequence of the last of these. */
  heard: Seq;
  gathering: boolean;
  /** Whether the types of contacts have changed since everybody was read. */
  retyped: boolean;
}

/** Lets the lists follow the database, from what they have taken, until `ended` aborts. */
export const followDatabase = (
  db: PouchDB.Database,
  lists: Lists,
  ended: AbortSignal,
  onTaken: (docs: readonly Doc[]) => void,
): void => {
  const since = lists.taken.seq;
  const following: Following = {
    ...{ db, lists, ended, onTaken },
    ...{ came: [], heard: since, gathering: false, retyped: false },
  };
  const feed = db.changes({ since, live: true, include_docs: true, return_docs: false });
  feed.on('change', ({ id, seq, doc }) => {
    following.heard = seq;
    following.came.push((doc ?? { _id: id, _deleted: true }) as unknown as Doc);
    if (!following.gathering) deliverIn(following, gather);
  });
  ended.addEventListener('abort', () => feed.cancel(), { once: true });
};

const deliverIn = (following: Following, pause: Ms): void => {
  following.gathering = true;
  setTimeout(() => void deliver(following), pause);
};

const deliver = async (following: Following): Promise<void> => {
  const { came, heard, lists, ended, onTaken } = following;
  let pause = gather + Math.min(came.length, gatherMany);
  following.came = [];
  try {
    await take(following, came);
    lists.taken = { seq: heard, programme: lists.programme.docs() };
    onTaken(came);
  } catch (error) {
    // Nothing may be passed over: changes that could not be taken come again, before those that came meanwhile.
    following.came = [...came, ...following.came];
    pause = afterFailure;
    if (!ended.aborted) console.error(error);
  }
  following.gathering = false;
  if (following.came.length > 0 && !ended.aborted) deliverIn(following, pause);
};

const take = async (following: Following, given: readonly Doc[]): Promise<void> => {
  const { db, lists } = following;
  const docs = readable(given, lists.misread);
  const types = JSON.stringify(lists.programme.types());
  lists.programme.apply(docs);
  following.retyped ||= JSON.stringify(lists.programme.types()) !== types;
  // With other types everybody is read anew; changes that come meanwhile wait, so that nothing older lies over them.
  lists.people.apply(following.retyped ? readable((await readEverything(db)).docs, lists.misread) : docs);
  following.retyped = false;
  lists.messages.apply(docs);
};
