import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import type { Emitted } from '@rounds/sentinel/programme-code/run-rules.ts';
import { dayMs } from '@rounds/sentinel/tasks/days.ts';
import { intervalAt } from '@rounds/sentinel/tasks/interval.ts';
import { taskChanges } from '@rounds/sentinel/tasks/task-docs.ts';
import { readAll } from '../database/read-all.ts';
import { type Gathered, gather } from './facts.ts';
import type { CarePhone, Found, Work } from './found.ts';
import { runSlice } from './run-slice.ts';
import { updateTargets } from './targets.ts';
import { sendTasks, writeTasks } from './write-tasks.ts';

/** Contacts whose rules run at a time, at first and at most. */
const [fewest, most] = [25, 100];
/** How long these may take: short enough for somebody who waits for another. */
const brief: Ms = 150;
/** How often it is told how many are left. */
const pause: Ms = 250;
/** From how many on everything is read at once. */
const many = 1000;
/** Changes that are read at a time. */
const batch = 1000;
/** Documents that are written at a time. */
const together = 400;

/** Runs the rules for everybody who needs it, one round at a time, in the one tab that does so. */
export const findAll = async (found: Found, work: Work): Promise<void> => {
  work.again = true;
  if (work.running) return;
  work.running = true;
  try {
    while (work.again && !found.ended.aborted) {
      work.again = false;
      await alone(found, () => round(found, work));
    }
  } catch (error) {
    if (!found.ended.aborted) console.error(error);
  } finally {
    work.running = false;
  }
};

const alone = async ({ phone, ended }: Found, run: () => Promise<void>): Promise<void> => {
  if (!navigator.locks) return run();
  await navigator.locks.request(`${phone.db.name}/rules`, { signal: ended }, run);
};

const round = async (found: Found, work: Work): Promise<void> => {
  const { phone, show } = found;
  const all = await hearChanges(found, work);
  const left = () => work.rows.left(phone.clock());
  if (left() === 0) return finish(found, work);
  show({ phase: 'working', left: left() });
  const over = new AbortController();
  const held = all ?? (left() >= many ? await everything(phone) : undefined);
  const reader = held ? atHand(phone, held, over.signal) : phone.store;
  const toWrite = new Map<string, CareTask>();
  let [slice, shown] = [fewest, 0];
  try {
    for (;;) {
      const ids = work.rows.dirty(phone.clock(), found.urgent(), slice);
      if (ids.length === 0 || found.ended.aborted) break;
      const begun = performance.now();
      await runFor(found, work, ids, reader, toWrite);
      slice = nextSlice(slice, performance.now() - begun);
      if (toWrite.size >= together) await flush(found, work, toWrite);
      if (performance.now() - shown < pause) continue;
      show({ left: left() });
      shown = performance.now();
    }
  } finally {
    over.abort();
  }
  await flush(found, work, toWrite);
  await sendTasks(found);
  await finish(found, work);
};

/** More at a time where they are quick, fewer where somebody who waits for another would wait long. */
const nextSlice = (slice: number, took: Ms): number =>
  took < brief / 2 ? Math.min(slice * 2, most) : took > brief ? Math.max(Math.floor(slice / 2), fewest) : slice;

const finish = async (found: Found, work: Work): Promise<void> => {
  await updateTargets(found, work);
  // For the benchmark: the rules have nothing left to say.
  performance.mark('rounds:ruled');
  const faults = [...work.rows.all()].flatMap(({ fault }) => fault ?? []);
  found.show({ phase: 'ready', left: 0, failed: faults.length, faults: [...new Set(faults)].slice(0, 5) });
};

/**
 * Takes what changed since the last round, as far as the lists of the phone have it: once from the database, then as
 * they tell of it. @returns all documents, if read
 */
const hearChanges = async (found: Found, work: Work): Promise<Held | undefined> => {
  const { phone, seq } = found;
  const until = Number(seq());
  const heard = found.heard.splice(0);
  if (work.caughtUp) {
    for (const doc of heard) if (!isOwn(doc._id)) work.rows.take(doc);
    work.meta.seq = until;
    return undefined;
  }
  const held = work.first ? await everything(phone) : undefined;
  for (const doc of held?.values() ?? []) if (!isOwn(doc._id)) work.rows.take(doc);
  if (!held) await readChanges(phone, work, until);
  Object.assign(work, { first: false, caughtUp: true });
  work.meta.seq = until;
  return held;
};

const readChanges = async ({ db }: CarePhone, { rows, meta }: Work, until: number): Promise<void> => {
  for (let since = meta.seq; Number(since) < until; ) {
    const { results } = await db.changes({ since, limit: batch, include_docs: true });
    const known = results.filter(change => Number(change.seq) <= until);
    for (const { id, deleted, doc } of known)
      if (!isOwn(id)) rows.take(deleted ? { _id: id, _deleted: true } : (doc as unknown as Doc));
    since = known.at(-1)?.seq ?? since;
    if (known.length < batch) return;
  }
};

/** Documents that follow from the rules themselves. */
const isOwn = (id: string): boolean => /^(task|target)~/.test(id);

type Held = Map<string, Doc>;

const everything = async ({ db }: CarePhone): Promise<Held> =>
  new Map((await readAll(db)).map(doc => [doc._id, doc] as const));

/** All documents in memory, for a round that needs most of them; one that changes meanwhile is read again. */
const atHand = (phone: CarePhone, held: Held, over: AbortSignal): Pick<Store, 'getMany'> => {
  phone.onDocs(docs => {
    for (const { _id } of docs) held.delete(_id);
  }, over);
  return {
    getMany: async <T extends Doc>(ids: readonly string[]) => {
      const missing = ids.filter(id => !held.has(id));
      const read = await phone.store.getMany<T>(missing);
      const more = new Map(missing.map((id, at) => [id, read[at] ?? null]));
      return ids.map(id => (held.get(id) as T | undefined) ?? more.get(id) ?? null);
    },
  };
};

const runFor = async (
  found: Found,
  work: Work,
  ids: readonly string[],
  reader: Pick<Store, 'getMany'>,
  toWrite: Map<string, CareTask>,
): Promise<void> => {
  const { phone, tasks, fence } = found;
  const { rows } = work;
  const before = ids.map(id => rows.get(id)!);
  // What changes from now on marks them again.
  for (const row of before) rows.put({ ...row, dirty: false, at: 0, until: Number.MAX_SAFE_INTEGER });
  const tasksOf = new Map(ids.map(id => [id, tasks.of(id)] as const));
  const gathered = await gather(
    reader,
    before,
    id => tasksOf.get(id) ?? [],
    id => !!phone.people.get(id),
  );
  const emitted = await runSlice(
    fence,
    gathered.map(({ fact }) => fact),
  );
  const may = found.allowed();
  gathered.forEach((each, at) => {
    take(found, work, may, each, emitted[at]!, tasksOf.get(each.row.id) ?? [], toWrite);
  });
};

const take = (
  { phone, tasks, mine, isSilent, monthStart }: Found,
  { rows }: Work,
  may: ReturnType<Found['allowed']>,
  { row, contact, fact }: Gathered,
  emitted: Emitted,
  before: readonly CareTask[],
  toWrite: Map<string, CareTask>,
): void => {
  const now = phone.clock();
  const silent = isSilent(row.id);
  const until = Math.min(intervalAt(now, monthStart()).end + 1, now + 7 * dayMs);
  const { fault: _, ...last } = rows.get(row.id) ?? row;
  if (emitted.fault !== undefined) {
    rows.put({ ...last, at: now, until, silent, fault: emitted.fault });
    return;
  }
  if (may.tasks) {
    const wanted = silent ? emitted.tasks.filter(({ resolved }) => resolved) : emitted.tasks;
    const requester = row.id || undefined;
    for (const task of taskChanges(wanted, before, { user: mine, requester, now })) {
      tasks.put(task);
      toWrite.set(task._id, task);
    }
  }
  if (!contact && fact.reports.length === 0) rows.drop(row.id);
  else
    rows.put({
      ...last,
      ...{ at: now, until, silent },
      targets: may.targets ? emitted.targets : [],
      order: Number(contact?.reported_date) || -1,
    });
};

/** Writes what was found, and remembers that it was. */
const flush = async (found: Found, { rows, meta }: Work, toWrite: Map<string, CareTask>): Promise<void> => {
  const docs = [...toWrite.values()];
  toWrite.clear();
  const refused = await writeTasks(found, docs);
  for (const id of refused) rows.mark(id);
  const { rows: changed, gone } = rows.changes();
  await found.writer.rows(found.phone.db.name, meta, changed, gone);
};
