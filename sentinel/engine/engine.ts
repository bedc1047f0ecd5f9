import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isAppError } from '@rounds/ddocs/documents/error.ts';
import type { TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import type { Change, Store } from '@rounds/ddocs/store/store.ts';
import { concernedRules, concerning } from './choose.ts';
import { type Desk, type EngineOptions, openDesk } from './desk.ts';
import { gatherAhead } from './gather.ts';
import { withRun } from './infos.ts';
import { mend } from './mend.ts';
import { type OwnWrites, ownWrites } from './own-writes.ts';
import { receiveAll } from './receive.ts';
import type { Rule } from './rule.ts';
import type { LastLook, RuleSet } from './rule-set.ts';
import { type Due, runPhase } from './run.ts';

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
   * Settles documents that are not stored yet, and stores them: all rules but those of the sentinel alone run, so that
   * a reply can be given at once. A document whose id is there already is left alone.
   * @param docs with ids made from their causes, so that a second delivery is the same document
   * @param options.standing ids of those for which other documents stand already, so that they are left out; it may
   * come later: what rules must know is read meanwhile, and nothing is written before
   * @returns the documents as stored, in the order given, without those that others stand for
   * @throws AppError `store/unreachable`, `store/refused` when they could not be stored
   */
  receive<T extends Doc>(docs: readonly T[], options?: { standing?: Promise<ReadonlySet<string>> }): Promise<T[]>;
  /**
   * Runs rules over stored documents whatever ran before, and records nothing: for timed jobs.    * @param docs as just
   * read, each at most once
   * @returns the documents as they stand afterwards, in the order given
   */
  apply<T extends Doc>(docs: readonly T[], rules: readonly Rule[]): Promise<T[]>;
}

export const openEngine = (rules: RuleSet, options: EngineOptions): Engine => {
  const own = options.own ?? ownWrites();
  const known = { ...options, own };
  const lastLooks = (rules.lastLooks ?? []).map(open => open(options.side));
  const atOnce = rules.phases.map(phase => phase.filter(({ sentinelOnly }) => !sentinelOnly));
  const settle = async (changes: readonly Change[]): Promise<number> => {
    // A leaf that lost to a revision of ours comes round under our revision.
    const foreign = changes.filter(
      ({ id, rev, doc }) => !id.startsWith('_design/') && (!own.has(id, rev) || doc?._conflicts),
    );
    const dues = await duesOf(foreign, options.main, own);
    if (dues.length === 0) return foreign.length;
    const desk = openDesk(known);
    const whole = await mend(dues, rules.mends ?? [], desk);
    await settleAll(whole, rules, lastLooks, desk);
    for (const { doc } of whole) if (doc._rev) own.add(doc._id, doc._rev);
    rememberOwn(desk);
    return foreign.length;
  };
  const apply = async <T extends Doc>(docs: readonly T[], some: readonly Rule[]): Promise<T[]> => {
    const desk = openDesk(known);
    try {
      await applyAll(docs, some, lastLooks, desk);
    } catch (error) {
      if (isAppError(error, 'store/unreachable') || isAppError(error, 'sentinel/not-leader')) throw error;
      // One that cannot be looked at must not hold the others: by halves it is found, and left as it is.
      if (docs.length > 1) {
        const half = docs.length >> 1;
        return [...(await apply(docs.slice(0, half), some)), ...(await apply(docs.slice(half), some))];
      }
      const reason = error instanceof Error ? error.message : String(error);
      options.log?.('A document could not be looked at and is left as it is', { id: docs[0]?._id, reason });
      return [...docs];
    }
    rememberOwn(desk);
    return docs.map(doc => (desk.docs.get(doc._id) ?? doc) as T);
  };
  const inTurn = turns();
  return {
    settle: changes => inTurn(() => settle(changes)),
    receive: (docs, { standing } = {}) =>
      inTurn(() => receiveAll(docs, { phases: atOnce, lastLooks, options: known, standing })),
    apply: (docs, some) => inTurn(() => apply(docs, some)),
  };
};

/** One thing at a time, in the order in which it is asked for. */
const turns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Result>(act: () => Promise<Result>): Promise<Result> => {
    const before = last;
    const mine = (async () => {
      await before.catch(() => undefined);
      return act();
    })();
    last = mine;
    return mine;
  };
};

/** A revision that was written on top of a settled one need not be settled when it comes round. */
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

/** Has views brought up to date while other things are read: rules ask them in a moment, and wait for them then. */
const warm = ({ warm: views = [] }: RuleSet, { main }: Desk): void => {
  for (const view of views) main.query(view, { key: '', limit: 1, lazy: true }).catch(() => undefined);
};

const settleAll = async (
  dues: readonly Due[],
  rules: RuleSet,
  lastLooks: readonly LastLook[],
  desk: Desk,
): Promise<void> => {
  const ids = dues.map(({ doc }) => doc._id);
  desk.docs.know(
    ids,
    dues.map(({ doc }) => doc),
  );
  const docs = ids.map(id => desk.docs.get(id)!);
  if (ids.length >= many) warm(rules, desk);
  // Infodocs come first: most documents need no more.
  await desk.infos.read(ids);
  const all = rules.phases.flat();
  await gatherAhead(
    docs.flatMap(doc => concerning(doc, all, desk, doc._rev).map(rule => ({ doc, rule }))),
    desk,
  );
  // Only once everything is written: effects of a work's own write before that, and a crash in between must leave no
  // rule out.
  const ran: (() => void)[] = [];
  const record = ({ doc, seq }: Due, { recordedAs, settled }: Rule) => {
    const run: TransitionRun = {
      last_rev: doc._rev ?? '',
      seq,
      ok: true,
      run_date: new Date(desk.now).toISOString(),
    };
    ran.push(() => desk.infos.note(doc._id, info => withRun(settled(info), recordedAs, run)));
  };
  const choose = (doc: Doc, some: readonly Rule[], due: Due) => concerning(doc, some, desk, due.doc._rev);
  const known = dues.map((due, at) => (due.doc === docs[at] ? due : { ...due, doc: docs[at]! }));
  for (const phase of rules.phases) await runPhase(known, phase, desk, { choose, record });
  for (const look of lastLooks) await look(ids, desk);
  await desk.docs.commit();
  await desk.queue.commit();
  for (const note of ran) note();
  for (const id of ids) desk.infos.note(id, info => (info.transitions ? info : { ...info, transitions: {} }));
  await desk.infos.commit();
};

const applyAll = async (
  stored: readonly Doc[],
  rules: readonly Rule[],
  lastLooks: readonly LastLook[],
  desk: Desk,
): Promise<void> => {
  const ids = stored.map(({ _id }) => _id);
  desk.docs.know(ids, stored);
  const docs = ids.map(id => desk.docs.get(id)!);
  await gatherAhead(
    docs.flatMap(doc => concernedRules(doc, rules, desk).map(rule => ({ doc, rule }))),
    desk,
  );
  const dues = docs.map(doc => ({ doc, seq: '' }));
  await runPhase(dues, rules, desk, { choose: (doc, some) => concernedRules(doc, some, desk), record: () => {} });
  for (const look of lastLooks) await look(ids, desk);
  await desk.docs.commit();
  await desk.queue.commit();
  await desk.infos.commit();
};
