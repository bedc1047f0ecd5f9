import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { InfoDoc, TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import { concernedRules, firstRevision } from './choose.ts';
import { type Desk, type EngineOptions, openDesk } from './desk.ts';
import { gatherAhead } from './gather.ts';
import { newInfo } from './infos.ts';
import type { Rule } from './rule.ts';
import type { LastLook } from './rule-set.ts';
import { runPhase } from './run.ts';

/** What incoming documents are settled with. */
export interface Receiving {
  /** Rules that need not wait for the sentinel, in their phases. */
  phases: readonly (readonly Rule[])[];
  lastLooks: readonly LastLook[];
  options: EngineOptions;
  /** Ids of documents for which others stand already, once that is known. */
  standing?: Promise<ReadonlySet<string>> | undefined;
}

/**
 * Settles documents that are not stored yet and stores them: first what follows for other documents, then that they are
 * settled, then the documents. When it breaks off in between, the next delivery of the same messages begins anew and
 * does nothing twice; the sentinel does not run again what ran here. Should rules fail, the documents are stored as
 * they are, for the sentinel to settle.
 * @returns the documents as stored, in the order given; one that was there already as it stood, none that another
 * stands for
 * @throws AppError `store/unreachable`, `store/refused` when a document could not be stored
 */
export const receiveAll = async <T extends Doc>(docs: readonly T[], receiving: Receiving): Promise<T[]> => {
  const distinct = [...new Map(docs.map(doc => [doc._id, doc])).values()];
  // Almost always all of them are new: all that rules must know of them is read while the database is asked whether
  // they are.
  const ahead = prepared(distinct, receiving);
  ahead.catch(() => undefined);
  const [known, others] = await Promise.all([
    receiving.options.main.getMany<T>(distinct.map(({ _id }) => _id)),
    receiving.standing,
  ]);
  const stored = new Map(known.flatMap(doc => (doc && !others?.has(doc._id) ? [[doc._id, doc] as const] : [])));
  const fresh = distinct.filter(({ _id }) => !stored.has(_id) && !others?.has(_id));
  const ready = fresh.length === distinct.length ? () => ahead : () => prepared(fresh, receiving);
  if (fresh.length > 0) for (const doc of await settled(fresh, ready, receiving)) stored.set(doc._id, doc);
  return docs.flatMap(({ _id }) => stored.get(_id) ?? []);
};

const settled = async <T extends Doc>(
  fresh: readonly T[],
  ready: () => Promise<Desk>,
  receiving: Receiving,
): Promise<T[]> => {
  try {
    return await settle(fresh, await ready(), receiving);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    receiving.options.log?.('Incoming reports could not be settled; they are stored as they are', {
      reports: fresh.length,
      reason,
    });
    return storeAsTheyAre(fresh, receiving.options);
  }
};

/** A desk on which new documents lie, with all that rules must know of them. */
const prepared = async (fresh: readonly Doc[], { phases, options }: Receiving): Promise<Desk> => {
  const desk = openDesk(options);
  for (const doc of fresh) desk.docs.create(doc);
  await Promise.all([
    desk.infos.read(fresh.map(({ _id }) => _id)),
    gatherAhead(
      fresh.flatMap(doc => concernedRules(doc, phases.flat(), desk).map(rule => ({ doc, rule }))),
      desk,
    ),
  ]);
  return desk;
};

const settle = async <T extends Doc>(
  fresh: readonly T[],
  desk: Desk,
  { phases, lastLooks }: Receiving,
): Promise<T[]> => {
  const ran = new Map<string, Record<string, TransitionRun>>(fresh.map(({ _id }) => [_id, {}]));
  const at = new Date(desk.now).toISOString();
  const dues = fresh.map(doc => ({ doc, seq: '' }));
  for (const rules of phases)
    await runPhase(dues, rules, desk, {
      choose: (doc, some) => concernedRules(doc, some, desk),
      record: ({ doc }, { recordedAs }) => {
        ran.get(doc._id)![recordedAs] = { last_rev: firstRevision, seq: '', ok: true, run_date: at };
      },
    });
  for (const [id, transitions] of ran)
    desk.infos.note(id, info => ({ ...info, ...(info._rev ? {} : datesOf(id, at)), transitions }));
  // The documents looked at are the new ones, which are written last. The other writes are over before it may fail.
  const looked = Promise.all(lastLooks.map(look => look([...ran.keys()], desk)));
  looked.catch(() => undefined);
  await commitOthers(desk, ran);
  await looked;
  await desk.docs.commit();
  return fresh.map(({ _id }) => desk.docs.get(_id) as T);
};

/** Writes all but the new documents themselves. */
const commitOthers = async (desk: Desk, fresh: ReadonlyMap<string, unknown>): Promise<void> => {
  await desk.docs.commit(id => !fresh.has(id));
  await desk.queue.commit();
  await desk.infos.commit();
};

const datesOf = (id: string, at: string): object => {
  const { initial_replication_date, latest_replication_date } = newInfo(id, at);
  return { initial_replication_date, latest_replication_date };
};

/** Without anything that a run which broke off may have written down of them: the sentinel is to do it all. */
const storeAsTheyAre = async <T extends Doc>(fresh: readonly T[], options: EngineOptions): Promise<T[]> => {
  const { main } = options;
  const desk = openDesk(options);
  const ids = fresh.map(({ _id }) => _id);
  await desk.infos.read(ids);
  for (const id of ids)
    if (desk.infos.get(id)?.transitions) desk.infos.note(id, ({ transitions: _, ...info }) => info as InfoDoc);
  await desk.infos.commit();
  options.fence?.();
  const results = await main.write(fresh);
  const refused = results.find(result => !result.ok && result.error !== 'conflict');
  if (refused && !refused.ok)
    throw new AppError('store/refused', `${main.name} refused ${refused.id}: ${refused.reason}`);
  const stored = await main.getMany<T>(ids);
  return stored.map((doc, at) => doc ?? fresh[at]!);
};
