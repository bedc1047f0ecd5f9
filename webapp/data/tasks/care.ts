import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import { userId } from '@rounds/ddocs/documents/users.ts';
import { type CareTask, isCareTask } from '@rounds/ddocs/tasks/care-task.ts';
import type { TargetItem } from '@rounds/ddocs/tasks/target.ts';
import { offers } from '@rounds/sentinel/forms/offers.ts';
import { runnableRules } from '@rounds/sentinel/programme-code/programme-code.ts';
import { localDay } from '@rounds/sentinel/tasks/days.ts';
import { monthStart } from '@rounds/sentinel/tasks/interval.ts';
import { byUrgency } from '@rounds/sentinel/tasks/order.ts';
import { asTimeGoes, isFinal } from '@rounds/sentinel/tasks/states.ts';
import { codeSettings } from '../programme/code-settings.ts';
import { codeOf, sumOf, userInFull } from '../programme-code/code.ts';
import { type Fence, fence, startWorker } from '../programme-code/fence.ts';
import { findAll } from './find-all.ts';
import type { CarePhone, CareState, Found, Work } from './found.ts';
import { type Meta, readKept } from './kept.ts';
import { rowsOf } from './rows.ts';
import { updateTargets } from './targets.ts';
import { writeTasks } from './write-tasks.ts';

/** What there is to do, and how far one has come. */
export interface Care {
  /** The programme's own code runs here. */
  fence: Fence;
  state(): CareState;
  onChange(listener: () => void, signal: AbortSignal): void;
  /** What can be done now, in the order in which it should be; nothing for muted contacts. */
  ready(): CareTask[];
  /** What can be done or is to come for these contacts. */
  of(ids: readonly string[]): CareTask[];
  task(id: string): CareTask | undefined;
  /** Contacts on the screen come first. */
  first(ids: readonly string[]): void;
  /** Targets that are for this user. */
  items(): readonly TargetItem[];
  /** The contact of the user, with the places above it. */
  user(): (Doc & { [name: string]: unknown }) | undefined;
  monthStart(): number;
}

/** How often it is looked whether a new day has begun. */
const minute: Ms = 60_000;

/** Begins to look after tasks and targets: from what is stored, then by the rules. */
export const startCare = async (phone: CarePhone, seq: () => number | string, ended: AbortSignal): Promise<Care> => {
  const events = new EventTarget();
  const walls = fence(startWorker);
  ended.addEventListener('abort', () => walls.close(), { once: true });
  const mine = userId(phone.user.name);
  const tasks = new Map<string, CareTask>();
  for (const doc of await phone.store.range<CareTask>({ from: 'task~', to: 'task~\ufff0', limit: 1e6 }))
    if (isCareTask(doc) && doc.user === mine) tasks.set(doc._id, doc);

  let state: CareState = { phase: 'starting', left: 0, failed: 0, faults: [] };
  let work: Work | undefined;
  let user: Awaited<ReturnType<typeof userInFull>>;
  let urgent: string[] = [];
  let today = localDay(phone.clock());
  const show = (change: Partial<CareState> = {}): void => {
    state = { ...state, ...change };
    events.dispatchEvent(new Event('care'));
  };
  const allowed = (): { tasks: boolean; targets: boolean } => ({
    tasks: phone.programme.may('can_view_tasks'),
    targets: phone.programme.may('can_view_analytics'),
  });
  const isSilent = (id: string | undefined): boolean => {
    const person = id === undefined ? undefined : phone.people.get(id);
    return !!person && codeSettings(phone).tasks?.muted !== 'keep' && phone.people.silent(person);
  };
  const items = (): TargetItem[] =>
    (codeSettings(phone).tasks?.targets?.items ?? []).filter(({ context }) => offers(context, { user }, phone.clock()));
  const live = (task: CareTask): boolean => !isSilent(task.owner) && !isSilent(task.requester);

  const found: Found = {
    ...{ phone, tasks, mine, fence: walls, show, isSilent, seq, items, ended },
    urgent: () => urgent,
    owner: () => user?._id,
    allowed,
    monthStart: () => monthStart(codeSettings(phone).uhc),
  };

  /** Everything anew where the programme, or who the user is, changed; nothing where it is as it was. */
  const begin = async (): Promise<void> => {
    const settings = codeSettings(phone);
    const may = allowed();
    user = await userInFull(phone);
    walls.load(await codeOf(phone, user, document.documentElement.lang));
    if (!runnableRules(settings.tasks) || (!may.tasks && !may.targets)) {
      work = undefined;
      return show({ phase: 'off', left: 0 });
    }
    const { rules, schedules, targets, muted } = settings.tasks!;
    const hash = sumOf(
      JSON.stringify([rules, schedules, targets, muted, may, found.monthStart(), user], (key, value) =>
        key === '_rev' ? undefined : value,
      ),
    );
    if (work?.meta.hash === hash) return;
    const of = await identity(phone.db);
    const kept = work ? { meta: work.meta, rows: [...work.rows.all()] } : await readKept(phone.db.name, of);
    const same = kept?.meta.hash === hash;
    const rows = rowsOf(
      (kept?.rows ?? []).map(row => (same ? row : { ...row, dirty: true })),
      phone.people,
      codesOf(phone),
    );
    const meta: Meta = {
      of,
      hash,
      seq: kept?.meta.seq ?? 0,
      ...(kept?.meta.period ? { period: kept.meta.period } : {}),
    };
    work = { rows, meta, first: !kept };
    await findAll(found, work);
  };

  /** A new day moves tasks on from what is stored; no rule runs for it. */
  const turn = async (): Promise<void> => {
    const now = phone.clock();
    const day = localDay(now)!;
    const moved = [...tasks.values()].filter(task => !isFinal(task.state) && asTimeGoes(task, day, now) !== task);
    if (moved.length > 0)
      await writeTasks(
        found,
        moved.map(task => asTimeGoes(task, day, now)),
      );
    if (day !== today && work) {
      await updateTargets(found, work);
      void findAll(found, work);
    }
    today = day;
    show();
  };

  phone.onDocs(docs => {
    for (const doc of docs) if (doc._id.startsWith('task~')) takeTask(doc);
    show();
    if (work) void findAll(found, work);
  }, ended);
  const takeTask = (doc: Doc): void => {
    const before = tasks.get(doc._id);
    if (doc._deleted) tasks.delete(doc._id);
    else if (isCareTask(doc) && doc.user === mine && doc._rev !== before?._rev) {
      tasks.set(doc._id, doc);
      if (!before && doc.requester) work?.rows.mark(doc.requester);
    }
  };
  phone.programme.onChange(() => void begin(), ended);
  phone.onSession(() => void begin(), ended);
  phone.people.onChange(() => events.dispatchEvent(new Event('care')), ended);
  const clock = setInterval(() => void turn(), minute);
  ended.addEventListener('abort', () => clearInterval(clock), { once: true });
  document.addEventListener('visibilitychange', () => !document.hidden && void turn(), { signal: ended });
  void (async () => {
    await turn();
    await begin();
  })();

  return {
    fence: walls,
    state: () => state,
    onChange: (listener, signal) => events.addEventListener('care', listener, { signal }),
    ready: () => [...tasks.values()].filter(task => task.state === 'Ready' && live(task)).sort(byUrgency),
    of: ids => {
      const wanted = new Set(ids);
      return [...tasks.values()]
        .filter(task => !isFinal(task.state) && wanted.has(task.owner ?? '') && live(task))
        .sort(byUrgency);
    },
    task: id => tasks.get(id),
    first: ids => {
      urgent = [...ids];
    },
    items,
    user: () => user,
    monthStart: found.monthStart,
  };
};

const identity = (db: PouchDB.Database): Promise<string> => (db as unknown as { id(): Promise<string> }).id();

/** Ids of contacts by their short codes, made anew when somebody came or changed. */
const codesOf = (phone: CarePhone): (() => ReadonlyMap<string, string>) => {
  let made: Map<string, string> | undefined;
  phone.people.onChange(() => {
    made = undefined;
  }, new AbortController().signal);
  return () => {
    made ??= new Map(phone.people.rows().flatMap(({ code, id }) => (code ? [[code, id] as const] : [])));
    return made;
  };
};
