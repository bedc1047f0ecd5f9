import type { Doc } from '@rounds/ddocs/doc.ts';
import type { InfoDoc, TransitionRun } from '@rounds/ddocs/infodocs.ts';
import type { Change, Store } from '@rounds/ddocs/store.ts';
import type { AnyRule, Cascade, Effect, Facts } from '../rules/rule.ts';
import { cascade } from './cascade.ts';
import { type Desk, type EngineOptions, openDesk } from './desk.ts';
import { concerning, type Gathered, gather } from './gather.ts';
import { mend } from './mend.ts';
import { ownWrites } from './own-writes.ts';
import { type Silenced, silence } from './silence.ts';

/** The rules of a programme. */
export interface Rules {
  /** Rules that change whole trees: all of them of a batch are carried out before the others look. */
  trees: readonly AnyRule[];
  /** All other rules, in the order in which they run. */
  plain: readonly AnyRule[];
}

/** Settles changes: draws every consequence and writes it. */
export interface Engine {
  /**
   * Settles a batch; one at a time, whoever asks. When it returns everything is written; when it throws, some of it may be, and settling the batch again makes
   * up the rest without doing anything twice.
   * @param changes with their documents, each document at most once
   * @returns how many were settled, own writes not counted
   */
  settle(changes: readonly Change[]): Promise<number>;
}

/** A document to be settled. */
interface Due {
  doc: Doc;
  seq: string;
}

export const openEngine = (rules: Rules, options: EngineOptions): Engine => {
  const own = options.own ?? ownWrites();
  const settle = async (changes: readonly Change[]): Promise<number> => {
    // A leaf that lost to a revision of ours comes round under our revision.
    const foreign = changes.filter(({ id, rev, doc }) => !id.startsWith('_design/') && (!own.take(id, rev) || doc?._conflicts));
    const dues = await duesOf(foreign, options.main);
    if (dues.length === 0) return foreign.length;
    const desk = openDesk({ ...options, own });
    await settleAll(await mend(dues, desk), rules, desk);
    return foreign.length;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    settle: async changes => {
      const before = last;
      const mine = (async () => {
        await before.catch(() => undefined);
        return settle(changes);
      })();
      last = mine;
      return mine;
    },
  };
};

/** What is to be settled. A database may tell of a change without its document; then it is read. */
const duesOf = async (changes: readonly Change[], main: Store): Promise<Due[]> => {
  const living = changes.filter(({ deleted }) => !deleted);
  const bare = living.filter(({ doc }) => !doc).map(({ id }) => id);
  const read = new Map((await main.getMany(bare, { conflicts: true })).flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  return living.flatMap(({ id, seq, doc }) => {
    const known = doc ?? read.get(id);
    return known ? [{ doc: known, seq }] : [];
  });
};

const settleAll = async (dues: readonly Due[], rules: Rules, desk: Desk): Promise<void> => {
  const docs = dues.map(({ doc }) => doc);
  desk.docs.know(
    docs.map(({ _id }) => _id),
    docs,
  );
  const gathered = await gather(docs, [...rules.trees, ...rules.plain], desk);
  await runTrees(dues, rules.trees, gathered, desk);
  await runPlain(dues, rules.plain, gathered, desk);
  for (const { doc } of dues) desk.infos.note(doc._id, info => (info.transitions ? info : { ...info, transitions: {} }));
  const settled = new Set(docs.map(({ _id }) => _id));
  for (const { id, rev, atOnce } of await desk.docs.commit()) if (atOnce && settled.has(id)) desk.own.add(id, rev);
  await desk.infos.commit();
};

const run = ({ doc: { _id } }: Due, one: AnyRule, gathered: Gathered, desk: Desk): Effect[] | null => {
  const doc = desk.docs.get(_id);
  return doc ? (one.run as (doc: Doc, facts: Facts) => Effect[] | null)(doc, gathered.factsFor(doc)) : null;
};

const runTrees = async (dues: readonly Due[], rules: readonly AnyRule[], gathered: Gathered, desk: Desk): Promise<void> => {
  const cascades: Cascade[] = [];
  const ran: { due: Due; name: string }[] = [];
  for (const due of dues)
    for (const one of concerning(due.doc, rules, desk)) {
      const effects = run(due, one, gathered, desk);
      if (!effects) continue;
      ran.push({ due, name: one.name });
      cascades.push(...effects.filter(effect => effect.do === 'cascade'));
      carryOut(effects, desk);
    }
  if (cascades.length > 0) await cascade(cascades, desk);
  for (const { due, name } of ran) record(due, name, desk);
};

const runPlain = async (dues: readonly Due[], rules: readonly AnyRule[], gathered: Gathered, desk: Desk): Promise<void> => {
  const silenced: Silenced[] = [];
  const timestamp = new Date(desk.now).toISOString();
  for (const due of dues)
    for (const one of concerning(due.doc, rules, desk)) {
      const effects = run(due, one, gathered, desk);
      if (!effects) continue;
      carryOut(effects, desk);
      silenced.push(...effects.flatMap(effect => (effect.do === 'silence' ? [{ contact: effect.contact, by: effect.by, timestamp }] : [])));
      record(due, one.name, desk);
    }
  await silence(silenced, desk);
};

/** Puts simple effects on the desk; cascades and silence are carried out for all documents of the batch together. */
const carryOut = (effects: readonly Effect[], desk: Desk): void => {
  for (const effect of effects) {
    if (effect.do === 'create') desk.docs.create(effect.doc);
    if (effect.do === 'change') desk.docs.change(effect.id, effect.apply);
    if (effect.do === 'note') desk.infos.note(effect.id, effect.apply);
  }
};

/** Writes down that a transition ran, and that nothing of it is left to do. @see sentinel.md §2.4 */
const record = ({ doc, seq }: Due, name: string, desk: Desk): void => {
  const ran: TransitionRun = { last_rev: doc._rev ?? '', seq, ok: true, run_date: new Date(desk.now).toISOString() };
  desk.infos.note(doc._id, info => {
    const { muting_intent, ...rest } = info;
    const kept = name === 'muting' || !muting_intent ? rest : { ...rest, muting_intent };
    return { ...kept, transitions: { ...info.transitions, [name]: ran } } as InfoDoc;
  });
};
