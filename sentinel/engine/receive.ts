import type { Doc } from '@rounds/ddocs/doc.ts';
import { AppError } from '@rounds/ddocs/error.ts';
import type { InfoDoc, TransitionRun } from '@rounds/ddocs/infodocs.ts';
import type { Report } from '@rounds/ddocs/reports.ts';
import { newInfo } from '../rules/muting-history.ts';
import type { AnyRule } from '../rules/rule.ts';
import { type EngineOptions, openDesk } from './desk.ts';
import { concernedRules, firstRevision, gatherAhead } from './gather.ts';
import type { Repeats } from './repeats.ts';
import { runPlain } from './run.ts';

/**
 * Settles reports that are not stored yet and stores them: first what follows for other documents, then that they are settled, then
 * the reports. When it breaks off in between, the next delivery of the same messages begins anew and does nothing twice; the sentinel
 * does not run again what ran here. Should rules fail, the reports are stored as they are, for the sentinel to settle.
 * @returns the reports as stored, in the order given; one that was there already as it stood
 * @throws AppError `store/unreachable`, `store/refused` when a report could not be stored
 */
export const receiveAll = async (
  reports: readonly Report[],
  rules: readonly AnyRule[],
  options: EngineOptions,
  repeats: Repeats,
): Promise<Report[]> => {
  const ids = [...new Set(reports.map(({ _id }) => _id))];
  const standing = await options.main.getMany<Report>(ids);
  const stored = new Map(standing.flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  const fresh = [...new Map(reports.map(report => [report._id, report])).values()].filter(({ _id }) => !stored.has(_id));
  if (fresh.length > 0) for (const report of await settled(fresh, rules, options, repeats)) stored.set(report._id, report);
  return reports.map(({ _id }) => stored.get(_id)!);
};

const settled = async (
  fresh: readonly Report[],
  rules: readonly AnyRule[],
  options: EngineOptions,
  repeats: Repeats,
): Promise<Report[]> => {
  try {
    return await settle(fresh, rules, options, repeats);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    options.log?.('Incoming reports could not be settled; they are stored as they are', { reports: fresh.length, reason });
    return storeAsTheyAre(fresh, options);
  }
};

const settle = async (fresh: readonly Report[], rules: readonly AnyRule[], options: EngineOptions, repeats: Repeats): Promise<Report[]> => {
  const desk = openDesk(options);
  for (const report of fresh) desk.docs.create(report);
  const ran = new Map<string, Record<string, TransitionRun>>(fresh.map(({ _id }) => [_id, {}]));
  const at = new Date(desk.now).toISOString();
  await Promise.all([
    desk.infos.read(ran.keys()),
    gatherAhead(
      fresh.flatMap(doc => concernedRules(doc, rules, desk).map(rule => ({ doc, rule }))),
      desk,
    ),
  ]);
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
  await repeats.judge([...ran.keys()], desk);
  for (const [id, transitions] of ran) desk.infos.note(id, info => ({ ...info, ...(info._rev ? {} : datesOf(id, at)), transitions }));
  await desk.docs.commit(id => !ran.has(id));
  await desk.queue.commit();
  await desk.infos.commit();
  await desk.docs.commit();
  return fresh.map(({ _id }) => desk.docs.get(_id) as Report);
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
  for (const id of ids) if (desk.infos.get(id)?.transitions) desk.infos.note(id, ({ transitions: _, ...info }) => info as InfoDoc);
  await desk.infos.commit();
  options.fence?.();
  const results = await main.write(fresh);
  const refused = results.find(result => !result.ok && result.error !== 'conflict');
  if (refused && !refused.ok) throw new AppError('store/refused', `${main.name} refused ${refused.id}: ${refused.reason}`);
  const stored = await main.getMany<Doc>(ids);
  return stored.map((doc, at) => (doc ?? fresh[at]!) as Report);
};
