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
import { readAll } from '../database/read-all.ts';
import { codeSettings } from '../programme/code-settings.ts';
import { codeOf, sumOf, userInFull } from '../programme-code/code.ts';
import { type Fence, fence, startWorker } from '../programme-code/fence.ts';
import { findAll } from './find-all.ts';
import type { CarePhone, CareState, Found, Work } from './found.ts';
import { type Meta, readKept } from './kept.ts';
import { rowsOf } from './rows.ts';
import { type Shelf, shelfOf } from './shelf.ts';
import { updateTargets } from './targets.ts';
import { sendTasks, writeTasks } from './write-tasks.ts';
import { writer } from './writer.ts';

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

/** What is known while the app is open. What changes of it is changed here alone. */
interface Desk {
  phone: CarePhone;
  mine: string;
  fence: Fence;
  tasks: Shelf;
  events: EventTarget;
  found: Found;
  state: CareState;
  work: Work | undefined;
  user: Awaited<ReturnType<typeof userInFull>>;
  /** Contacts on the screen. */
  urgent: string[];
  today: ReturnType<typeof localDay>;
}

const allowed = ({ programme }: CarePhone): { tasks: boolean; targets: boolean } => ({
  tasks: programme.may('can_view_tasks'),
  targets: programme.may('can_view_analytics'),
});

const show = (desk: Desk, change: Partial<CareState> = {}): void => {
  desk.state = { ...desk.state, ...change };
  desk.events.dispatchEvent(new Event('care'));
};

const isSilent = (phone: CarePhone, id: string | undefined): boolean => {
  const person = id === undefined ? undefined : phone.people.get(id);
  return !!person && codeSettings(phone).tasks?.muted !== 'keep' && phone.people.silent(person);
};

const isLive = (phone: CarePhone, task: CareTask): boolean =>
  !isSilent(phone, task.owner) && !isSilent(phone, task.requester);

const itemsFor = ({ phone, user }: Desk): TargetItem[] =>
  (codeSettings(phone).tasks?.targets?.items ?? []).filter(({ context }) => offers(context, { user }, phone.clock()));

/** The tasks of this user as they are stored. */
const storedTasks = async ({ db }: CarePhone, mine: string): Promise<Shelf> => {
  const docs = await readAll(db, { from: 'task~', to: 'task~\ufff0' });
  return shelfOf(docs.filter((doc): doc is CareTask => isCareTask(doc) && doc.user === mine));
};

/** What the findings follow from: where it is the same, what was found before holds. */
const hashOf = ({ phone, user, found }: Desk): string => {
  const { rules, schedules, targets, muted } = codeSettings(phone).tasks!;
  const causes = [rules, schedules, targets, muted, allowed(phone), found.monthStart(), user];
  return sumOf(JSON.stringify(causes, (key, value) => (key === '_rev' ? undefined : value)));
};

/** Everything anew where the programme, or who the user is, changed; nothing where it is as it was. */
const begin = async (desk: Desk): Promise<void> => {
  const { phone, found } = desk;
  const may = allowed(phone);
  desk.user = await userInFull(phone);
  desk.fence.load(await codeOf(phone, desk.user, document.documentElement.lang));
  if (!runnableRules(codeSettings(phone).tasks) || (!may.tasks && !may.targets)) {
    desk.work = undefined;
    return show(desk, { phase: 'off', left: 0 });
  }
  const hash = hashOf(desk);
  if (desk.work?.meta.hash === hash) return;
  desk.work = await workFrom(desk, hash);
  await findAll(found, desk.work);
};

/** What was found before, as far as it holds. */
const workFrom = async ({ phone, work }: Desk, hash: string): Promise<Work> => {
  const of = await identity(phone.db);
  const kept = work ? { meta: work.meta, rows: [...work.rows.all()] } : await readKept(phone.db.name, of);
  const same = kept?.meta.hash === hash;
  const rows = (kept?.rows ?? []).map(row => (same ? row : { ...row, dirty: true }));
  const period = kept?.meta.period;
  const meta: Meta = { of, hash, seq: kept?.meta.seq ?? 0, ...(period ? { period } : {}) };
  return { rows: rowsOf(rows, phone.people, codesOf(phone)), meta, first: !kept };
};

/** A new day moves tasks on from what is stored; no rule runs for it. */
const turn = async (desk: Desk): Promise<void> => {
  const { phone, tasks, found } = desk;
  const now = phone.clock();
  const day = localDay(now)!;
  const moved = [...tasks.all()]
    .filter(task => !isFinal(task.state))
    .map(task => ({ task, later: asTimeGoes(task, day, now) }))
    .filter(({ task, later }) => later !== task);
  if (moved.length > 0) {
    await writeTasks(
      found,
      moved.map(({ later }) => later),
    );
    await sendTasks(found);
  }
  if (day !== desk.today && desk.work) {
    await updateTargets(found, desk.work);
    void findAll(found, desk.work);
  }
  desk.today = day;
  show(desk);
};

const takeTask = ({ tasks, mine, work }: Desk, doc: Doc): void => {
  const before = tasks.get(doc._id);
  if (doc._deleted) tasks.remove(doc._id);
  else if (isCareTask(doc) && doc.user === mine && doc._rev !== before?._rev) {
    tasks.put(doc);
    if (!before && doc.requester) work?.rows.mark(doc.requester);
  }
};

/** Looks at what changes, and at the time. */
const watch = (desk: Desk, ended: AbortSignal): void => {
  const { phone, found, events } = desk;
  phone.onDocs(docs => {
    for (const doc of docs)
      if (doc._id.startsWith('task~')) takeTask(desk, doc);
      else if (desk.work) found.heard.push(doc);
    show(desk);
    // Tasks that the rules made themselves are no reason to let them run again.
    if (desk.work && (found.heard.length > 0 || desk.work.rows.left(phone.clock()) > 0)) void findAll(found, desk.work);
  }, ended);
  phone.programme.onChange(() => void begin(desk), ended);
  phone.onSession(() => void begin(desk), ended);
  phone.people.onChange(() => events.dispatchEvent(new Event('care')), ended);
  const clock = setInterval(() => void turn(desk), minute);
  ended.addEventListener('abort', () => clearInterval(clock), { once: true });
  document.addEventListener('visibilitychange', () => !document.hidden && void turn(desk), { signal: ended });
};

const openDesk = async (phone: CarePhone, seq: Found['seq'], ended: AbortSignal): Promise<Desk> => {
  const mine = userId(phone.user.name);
  const walls = fence(startWorker);
  ended.addEventListener('abort', () => walls.close(), { once: true });
  const tasks = await storedTasks(phone, mine);
  const desk: Desk = {
    ...{ phone, mine, tasks, fence: walls, events: new EventTarget(), work: undefined, user: undefined, urgent: [] },
    state: { phase: 'starting', left: 0, failed: 0, faults: [] },
    today: localDay(phone.clock()),
    found: {
      ...{ phone, tasks, mine, fence: walls, writer: writer(ended), seq, ended, heard: [] },
      show: change => show(desk, change),
      isSilent: id => isSilent(phone, id),
      items: () => itemsFor(desk),
      urgent: () => desk.urgent,
      owner: () => desk.user?._id,
      allowed: () => allowed(phone),
      monthStart: () => monthStart(codeSettings(phone).uhc),
    },
  };
  return desk;
};

/** Begins to look after tasks and targets: from what is stored, then by the rules. */
export const startCare = async (phone: CarePhone, seq: () => number | string, ended: AbortSignal): Promise<Care> => {
  const desk = await openDesk(phone, seq, ended);
  const { tasks, events } = desk;
  watch(desk, ended);
  void (async () => {
    await turn(desk);
    await begin(desk);
  })();
  const live = (is: (task: CareTask) => boolean): CareTask[] =>
    [...tasks.all()].filter(task => is(task) && isLive(phone, task)).sort(byUrgency);
  return {
    fence: desk.fence,
    state: () => desk.state,
    onChange: (listener, signal) => events.addEventListener('care', listener, { signal }),
    ready: () => live(task => task.state === 'Ready'),
    of: ids => {
      const wanted = new Set(ids);
      return live(task => !isFinal(task.state) && wanted.has(task.owner ?? ''));
    },
    task: id => tasks.get(id),
    first: ids => {
      desk.urgent = [...ids];
    },
    items: () => itemsFor(desk),
    user: () => desk.user,
    monthStart: desk.found.monthStart,
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
