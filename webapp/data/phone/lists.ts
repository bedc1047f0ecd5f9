import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { setMessages } from '../../words/words.ts';
import { readAll } from '../database/read-all.ts';
import { type Conversations, conversations, type ReadMarks } from '../messages/conversations.ts';
import { type People, people } from '../people/people.ts';
import { type PhoneProgramme, phoneProgramme } from '../programme/phone-programme.ts';
import { type Misread, readable } from './readable.ts';
import type { Seq, Snapshot } from './snapshot.ts';

/** What the phone keeps in memory, so that lists stand at once. */
export interface Lists {
  programme: PhoneProgramme;
  people: People;
  messages: Conversations;
  /** What they have taken: changes that they have only heard of are asked for again at the next start. */
  taken: { seq: Seq; programme: Doc[] };
  /** Documents of which something was left out because nobody could read it. */
  misread: Misread;
}

/** All documents of the phone, and the sequence before they were read. */
export interface Everything {
  docs: Doc[];
  seq: Seq;
}

/** Lists with nothing in them yet. @param roles those of the user */
export const emptyLists = (roles: readonly string[], reads: ReadMarks, ended: AbortSignal): Lists => {
  const programme = phoneProgramme(roles, setMessages);
  const everybody = people(programme.types);
  const messages = conversations(everybody, reads, ended);
  return { programme, people: everybody, messages, taken: { seq: 0, programme: [] }, misread: new Map() };
};

/** Fills the lists as they stood once. */
export const restoreLists = (lists: Lists, { programme, rows, messages, misread, seq }: Snapshot): void => {
  lists.programme.apply(programme as Doc[]);
  lists.people.restore(rows);
  lists.messages.restore(messages);
  for (const [id, paths] of misread) lists.misread.set(id, paths);
  lists.taken = { seq, programme: lists.programme.docs() };
};

/** Fills the lists from all documents. */
export const fillLists = (lists: Lists, { docs: given, seq }: Everything): void => {
  const docs = readable(given, lists.misread);
  lists.programme.apply(docs);
  lists.people.apply(docs);
  lists.messages.apply(docs);
  lists.taken = { seq, programme: lists.programme.docs() };
};

/** The lists as they stand, to be restored at the next start. */
export const snapshotOf = ({ taken, people: everybody, messages, misread }: Lists): Snapshot => ({
  ...taken,
  rows: everybody.rows(),
  messages: messages.rows(),
  misread: [...misread],
});

/** Reads all documents. */
export const readEverything = async (db: PouchDB.Database): Promise<Everything> => {
  const { update_seq: seq } = await db.info();
  return { docs: await readAll(db), seq };
};
