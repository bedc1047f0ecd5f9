import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Key, Store, ViewName, ViewRow } from '@rounds/ddocs/store/store.ts';
import { inPages } from './draft.ts';

/** The databases that the engine works on. */
export interface Stores {
  /** Contacts and reports. */
  main: Store;
  /** Infodocs, short codes, and what timed jobs work off. */
  side: Store;
  /** To be called before each write. @throws AppError `sentinel/not-leader` when this process may not write any more */
  fence: () => void;
}

/**
 * How something is found by anything else than its id: contacts by their phone, say. All that a batch asks of one
 * look-up is asked at once, and each thing once.
 */
export interface Lookup<Question, Row> {
  /** What tells one question from another. */
  keyOf: (question: Question) => string;
  /** Asks all of these, in as few requests as may be; rows with the key of the question that they answer. */
  ask: (questions: readonly Question[], stores: Stores) => Promise<Iterable<readonly [key: string, row: Row]>>;
  /** Under which keys a document is found that a rule made or changed, before the database knows of it. */
  noted?: (doc: Doc, settings: Settings) => Iterable<readonly [key: string, row: Row]>;
}

/**
 * The answers of look-ups while a batch is settled. Documents that rules made or changed since (a new person, a report
 * that now names its patient) are found as well as stored ones.
 */
export interface Lookups {
  /** Rows for a question; none is an empty list, a question that was never asked is undefined. */
  find<Question, Row>(lookup: Lookup<Question, Row>, question: Question): readonly Row[] | undefined;
  /** Rows of what rules made or changed since the batch began; asked or not. */
  noted<Question, Row>(lookup: Lookup<Question, Row>, question: Question): readonly Row[];
  /** Asks what was not asked before. */
  ask<Question, Row>(lookup: Lookup<Question, Row>, questions: Iterable<Question>): Promise<void>;
  /** Ids of the documents that rules made or changed since the batch began. */
  changed(): ReadonlySet<string>;
  /** Whether nothing was made or changed yet, so that whatever was gathered is all there is to see. */
  isUntouched(): boolean;
  /** Says that documents were changed of which no look-up takes note: a tree. */
  touch(): void;
  /** Takes note of a document that a rule made or changed. */
  note(doc: Doc): void;
}

/** What one look-up answered, and what was noted since, by key. */
interface Answers {
  asked: Map<string, unknown[]>;
  since: Map<string, unknown[]>;
}

const noteOf = ({ asked, since }: Answers, key: string, row: unknown): void => {
  const before = since.get(key) ?? [];
  if (!before.includes(row) && !asked.get(key)?.includes(row)) since.set(key, [...before, row]);
};

export const openLookups = (stores: Stores, settings: Settings): Lookups => {
  const opened = new Map<object, Answers>();
  const noted: Doc[] = [];
  const changed = new Set<string>();
  let untouched = true;

  const notes = (lookup: Pick<Lookup<never, unknown>, 'noted'>, answers: Answers, doc: Doc): void => {
    for (const [key, row] of lookup.noted?.(doc, settings) ?? []) noteOf(answers, key, row);
  };

  const answersOf = (lookup: Pick<Lookup<never, unknown>, 'noted'>): Answers => {
    const known = opened.get(lookup);
    if (known) return known;
    const answers: Answers = { asked: new Map(), since: new Map() };
    for (const doc of noted) notes(lookup, answers, doc);
    opened.set(lookup, answers);
    return answers;
  };

  return {
    find: <Question, Row>(lookup: Lookup<Question, Row>, question: Question) => {
      const { asked, since } = answersOf(lookup);
      const key = lookup.keyOf(question);
      const [stored, later] = [asked.get(key), since.get(key)];
      return (stored && later ? [...stored, ...later] : stored) as Row[] | undefined;
    },
    noted: <Question, Row>(lookup: Lookup<Question, Row>, question: Question) =>
      (answersOf(lookup).since.get(lookup.keyOf(question)) ?? []) as Row[],
    ask: async <Question, Row>(lookup: Lookup<Question, Row>, questions: Iterable<Question>) => {
      const { asked } = answersOf(lookup);
      const open = new Map([...questions].map(question => [lookup.keyOf(question), question]));
      for (const key of open.keys()) {
        if (asked.has(key)) open.delete(key);
        else asked.set(key, []);
      }
      if (open.size === 0) return;
      for (const [key, row] of await lookup.ask([...open.values()], stores)) asked.get(key)?.push(row);
    },
    changed: () => changed,
    isUntouched: () => untouched,
    touch: () => {
      untouched = false;
    },
    note: doc => {
      untouched = false;
      changed.add(doc._id);
      noted.push(doc);
      for (const [lookup, answers] of opened) notes(lookup, answers, doc);
    },
  };
};

/** Keys per request of a view. */
const page = 500;

/** Rows of a view for these keys, so many to a request. */
export const rowsByKey = async <V>(main: Store, view: ViewName, keys: readonly Key[]): Promise<ViewRow<V>[]> => {
  const pages = inPages(keys, page).map(some => main.query<V>(view, { keys: some, limit: 1_000_000, prompt: true }));
  return (await Promise.all(pages)).flat();
};
