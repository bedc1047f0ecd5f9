import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Change, Store } from '@rounds/ddocs/store/store.ts';
import { openRepeats, type Repeats } from '../messages/judge-repeats.ts';
import { type Desk, type EngineOptions, openDesk } from './desk.ts';
import { concernedRules, concerning, gatherAhead } from './gather.ts';
import { mend } from './mend.ts';
import { type OwnWrites, ownWrites } from './own-writes.ts';
import { receiveAll } from './receive.ts';
import type { AnyRule } from './rule.ts';
import { type Due, runPlain, runTrees, withRun } from './run.ts';

/** The rules of a programme, in the order of CHT (`sentinel.md` §2.3). */
export interface Rules {
  /** Rules that come before those on trees. */
  before: readonly AnyRule[];
  /** Rules that change whole trees: those of all documents of a batch are carried out together. */
  trees: readonly AnyRule[];
  /** Rules that come after. */
  after: readonly AnyRule[];
}

/** Settles changes: draws every consequence and writes it. One thing at a time, whoever asks. */
export interface Engine {
  /**
   * Settles a batch. When it returns everything is written; when it throws, some of it may be, and settling the batch
   * again makes up the rest without doing anything twice.
   * @param changes with their documents, each document at most once
   * @returns how many were settled, own writes not counted
   */
  settle(changes: readonly Change[]): Promise<number>;
  /**
   * Settles reports that are not stored yet, and stores them: all rules but those of the sentinel alone run, so that a
   * reply can be given at once (`sentinel.md` §2.3). A report whose id is there already is left alone.
   * @param reports with ids made from their causes, so that a second delivery is the same report
   * @returns the reports as stored, in the order given
   * @throws AppError `store/unreachable`, `store/refused` when they could not be stored
   */
  receive(reports: readonly Report[]): Promise<Report[]>;
  /**
   * Runs rules over stored documents whatever ran before, and records nothing: for timed jobs. No rule may change
   * trees.
   * @param docs as just read, each at most once
   * @returns the documents as they stand afterwards, in the order given
   */
  apply<T extends Doc>(docs: readonly T[], rules: readonly AnyRule[]): Promise<T[]>;
}

export const openEngine = (rules: Rules, options: EngineOptions): Engine => {
  const own = options.own ?? ownWrites();
  const known = { ...options, own };
  const repeats = openRepeats(options.side);
  const atOnce = [...rules.before, ...rules.after].filter(({ sentinelOnly }) => !sentinelOnly);
  const settle = async (changes: readonly Change[]): Promise<number> => {
    // A leaf that lost to a revision of ours comes round under our revision.
    const foreign = changes.filter(
      ({ id, rev, doc }) => !id.startsWith('_design/') && (!own.has(id, rev) || doc?._conflicts),
    );
    const dues = await duesOf(foreign, options.main, own);
    if (dues.length === 0) return foreign.length;
    const desk = openDesk(known);
    const whole = await mend(dues, desk);
    await settleAll(whole, rules, desk, repeats);
    for (const { doc } of whole) if (doc._rev) own.add(doc._id, doc._rev);
    rememberOwn(desk);
    return foreign.length;
  };
  const apply = async <T extends Doc>(docs: readonly T[], plain: readonly AnyRule[]): Promise<T[]> => {
    const desk = openDesk(known);
    await applyAll(docs, plain, desk, repeats);
    rememberOwn(desk);
    return docs.map(doc => (desk.docs.get(doc._id) ?? doc) as T);
  };
  let last: Promise<unknown> = Promise.resolve();
  const inTurn =
    <Args extends unknown[], Result>(act: (...args: Args) => Promise<Result>) =>
    (...args: Args): Promise<Result> => {
      const before = last;
      const mine = (async () => {
        await before.catch(() => undefined);
        return act(...args);
      })();
      last = mine;
      return mine;
    };
  return {
    settle: inTurn(settle),
    receive: inTurn(reports => receiveAll(reports, atOnce, known, repeats)),
    apply: inTurn(apply),
  };
};

/** What was written on top of settled revisions need not be settled when it comes round. */
const rememberOwn = ({ own, written }: Desk): void => {
  for (const { id, rev, on, atOnce } of written) if (atOnce && own.has(id, on)) own.add(id, rev);
};

/**
 * What is to be settled. A database may tell of a change without its document; then it is read. So is one on top of
 * which this process wrote after the page of changes was fetched.
 */
const duesOf = async (changes: readonly Change[], main: Store, own: OwnWrites): Promise<Due[]> => {
  const living = changes.filter(({ deleted }) => !deleted);
  const unread = living.filter(({ id, rev, doc }) => !doc || own.isOutdated(id, rev)).map(({ id }) => id);
  const read = new Map(
    (await main.getMany(unread, { conflicts: true })).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])),
  );
  const wanted = new Set(unread);
  return living.flatMap(({ id, seq, doc }) => {
    const known = wanted.has(id) ? read.get(id) : doc;
    return known ? [{ doc: known, seq }] : [];
  });
};

/**
 * Changes of which a batch has at least so many before it is worth a request that indices be brought up to date early.
 */
const many = 100;

/**
 * Has the index of reports and contacts brought up to date while other things are read: rules ask it in a moment, and
 * wait for it then.
 */
const warmIndex = ({ main }: Desk): void => {
  main
    .query('medic-client/contacts_by_reference', { key: ['shortcode', ''], limit: 1, lazy: true })
    .catch(() => undefined);
};

const settleAll = async (dues: readonly Due[], rules: Rules, desk: Desk, repeats: Repeats): Promise<void> => {
  const docs = dues.map(({ doc }) => doc);
  const ids = docs.map(({ _id }) => _id);
  desk.docs.know(ids, docs);
  if (ids.length >= many) warmIndex(desk);
  // Infodocs come first: most documents need no more.
  await desk.infos.read(ids);
  const all = [...rules.before, ...rules.trees, ...rules.after];
  await gatherAhead(
    docs.flatMap(doc => concerning(doc, all, desk, doc._rev).map(rule => ({ doc, rule }))),
    desk,
  );
  // Only once everything is written: a cascade writes infodocs before documents, and a crash in between must leave no
  // rule out.
  const ran: (() => void)[] = [];
  const doing = {
    choose: (doc: Doc, some: readonly AnyRule[], due: Due) => concerning(doc, some, desk, due.doc._rev),
    record: ({ doc, seq }: Due, { name }: AnyRule) => {
      const run: TransitionRun = {
        last_rev: doc._rev ?? '',
        seq,
        ok: true,
        run_date: new Date(desk.now).toISOString(),
      };
      ran.push(() => desk.infos.note(doc._id, info => withRun(info, name, run)));
    },
  };
  await runPlain(dues, rules.before, desk, doing);
  await runTrees(dues, rules.trees, desk, doing);
  await runPlain(dues, rules.after, desk, doing);
  await repeats.judge(ids, desk);
  await desk.docs.commit();
  await desk.queue.commit();
  for (const record of ran) record();
  for (const id of ids) desk.infos.note(id, info => (info.transitions ? info : { ...info, transitions: {} }));
  await desk.infos.commit();
};

const applyAll = async (
  docs: readonly Doc[],
  rules: readonly AnyRule[],
  desk: Desk,
  repeats: Repeats,
): Promise<void> => {
  desk.docs.know(
    docs.map(({ _id }) => _id),
    docs,
  );
  await gatherAhead(
    docs.flatMap(doc => concernedRules(doc, rules, desk).map(rule => ({ doc, rule }))),
    desk,
  );
  const dues = docs.map(doc => ({ doc, seq: '' }));
  await runPlain(dues, rules, desk, { choose: (doc, some) => concernedRules(doc, some, desk), record: () => {} });
  await repeats.judge(
    docs.map(({ _id }) => _id),
    desk,
  );
  await desk.docs.commit();
  await desk.queue.commit();
  await desk.infos.commit();
};
