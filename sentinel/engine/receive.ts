import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { InfoDoc, TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import type { Repeats } from '../messages/judge-repeats.ts';
import { newInfo } from '../muting/history.ts';
import { type Desk, type EngineOptions, openDesk } from './desk.ts';
import { concernedRules, firstRevision, gatherAhead } from './gather.ts';
import type { AnyRule } from './rule.ts';
import { runPlain } from './run.ts';

/**
 * Settles reports that are not stored yet and stores them: first what follows for other documents, then that they are
 * settled, then the reports. When it breaks off in between, the next delivery of the same messages begins anew and does
 * nothing twice; the sentinel does not run again what ran here. Should rules fail, the reports are stored as they are,
 * for the sentinel to settle.
 * @returns the reports as stored, in the order given; one that was there already as it stood
 * @throws AppError `store/unreachable`, `store/refused` when a report could not be stored
 */
export const receiveAll = async (
  reports: readonly Report[],
  rules: readonly AnyRule[],
  options: EngineOptions,
  repeats: Repeats,
): Promise<Report[]> => {
  const distinct = [...new Map(reports.map(report => [report._id, report])).values()];
  // Almost always all of them are new: what the rules must know of them is read while the database is asked whether
  // they are.
  const ahead = prepared(distinct, rules, options);
  ahead.catch(() => undefined);
  const standing = await options.main.getMany<Report>(distinct.map(({ _id }) => _id));
  const stored = new Map(standing.flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  const fresh = distinct.filter(({ _id }) => !stored.has(_id));
  const ready = fresh.length === distinct.length ? () => ahead : () => prepared(fresh, rules, options);
  if (fresh.length > 0)
    for (const report of await settled(fresh, ready, { rules, options, repeats })) stored.set(report._id, report);
  return reports.map(({ _id }) => stored.get(_id)!);
};

interface Settling {
  rules: readonly AnyRule[];
  options: EngineOptions;
  repeats: Repeats;
}

const settled = async (fresh: readonly Report[], ready: () => Promise<Desk>, settling: Settling): Promise<Report[]> => {
  try {
    return await settle(fresh, await ready(), settling);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    settling.options.log?.('Incoming reports could not be settled; they are stored as they are', {
      reports: fresh.length,
      reason,
    });
    return storeAsTheyAre(fresh, settling.options);
  }
};

/** A desk on which new reports lie, with all that rules must know of them. */
const prepared = async (fresh: readonly Report[], rules: readonly AnyRule[], options: EngineOptions): Promise<Desk> => {
  const desk = openDesk(options);
  for (const report of fresh) desk.docs.create(report);
  await Promise.all([
    desk.infos.read(fresh.map(({ _id }) => _id)),
    gatherAhead(
      fresh.flatMap(doc => concernedRules(doc, rules, desk).map(rule => ({ doc, rule }))),
      desk,
    ),
  ]);
  return desk;
};

const settle = async (fresh: readonly Report[], desk: Desk, { rules, repeats }: Settling): Promise<Report[]> => {
  const ran = new Map<string, Record<string, TransitionRun>>(fresh.map(({ _id }) => [_id, {}]));
  const at = new Date(desk.now).toISOString();
  await runPlain(
    fresh.map(doc => ({ doc, seq: '' })),
    rules,
    desk,
    {
      choose: (doc, some) => concernedRules(doc, some, desk),
      record: ({ doc }, { name }) => {
        ran.get(doc._id)![name] = { last_rev: firstRevision, seq: '', ok: true, run_date: at };
      },
    },
  );
  for (const [id, transitions] of ran)
    desk.infos.note(id, info => ({ ...info, ...(info._rev ? {} : datesOf(id, at)), transitions }));
  // What is judged are messages of the reports, and these are written last. The other writes are over before it may
  // fail.
  const judged = repeats.judge([...ran.keys()], desk);
  judged.catch(() => undefined);
  await commitOthers(desk, ran);
  await judged;
  await desk.docs.commit();
  return fresh.map(({ _id }) => desk.docs.get(_id) as Report);
};

/** Writes all but the reports themselves. */
const commitOthers = async (desk: Desk, reports: ReadonlyMap<string, unknown>): Promise<void> => {
  await desk.docs.commit(id => !reports.has(id));
  await desk.queue.commit();
  await desk.infos.commit();
};

const datesOf = (id: string, at: string): object => {
  const { initial_replication_date, latest_replication_date } = newInfo(id, at);
  return { initial_replication_date, latest_replication_date };
};

/** Without anything that a run which broke off may have written down of them: the sentinel is to do it all. */
const storeAsTheyAre = async (fresh: readonly Report[], options: EngineOptions): Promise<Report[]> => {
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
  const stored = await main.getMany<Doc>(ids);
  return stored.map((doc, at) => (doc ?? fresh[at]!) as Report);
};
