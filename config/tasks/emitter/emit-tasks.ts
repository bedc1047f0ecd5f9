import { bound, fits, type Trace, typeOf } from './bound.ts';
import type { Emit, Made, SeenFact, SeenReport, Tools } from './facts.ts';

/** An event of a task: when it is due, and for how long it is shown. */
export interface TaskEvent {
  id?: string;
  days?: number;
  dueDate?: (event: TaskEvent, c: SeenFact, report?: SeenReport, index?: number) => Date;
  start?: number;
  end?: number;
}

/** A way to do a task. */
export interface TaskAction {
  type?: string;
  form?: string;
  label?: unknown;
  modifyContent?: (content: Record<string, unknown>, c: SeenFact, report?: SeenReport, event?: TaskEvent) => void;
}

interface Priority {
  level?: unknown;
  label?: unknown;
}

/** A task as a programme defines it. */
export interface TaskDefinition {
  name: string;
  title: unknown;
  icon?: string;
  appliesTo: 'contacts' | 'reports' | 'scheduled_tasks';
  appliesToType?: string | string[];
  appliesIf?: (c: SeenFact, report?: SeenReport, index?: number) => unknown;
  contactLabel?: string | ((c: SeenFact, report?: SeenReport) => string);
  resolvedIf?: (c: SeenFact, report: SeenReport | undefined, event: TaskEvent, due: Date, index?: number) => unknown;
  defaultResolvedIf?: TaskDefinition['resolvedIf'];
  events: TaskEvent[];
  priority?:
    | Priority
    | ((c: SeenFact, report: SeenReport | undefined, event: TaskEvent, due: Date, index?: number) => Priority);
  actions: TaskAction[];
}

/** What a task is emitted with. */
interface Means {
  tools: Tools;
  Task: Made;
  emit: Emit;
  trace?: Trace;
}

/** Emits every task of every definition for one contact. */
export const emitTasks = (definitions: readonly TaskDefinition[], c: SeenFact, means: Means): void => {
  for (const given of definitions) {
    const task = bound(withDefault(given, means.tools), `tasks.js ${given.name}`, means.trace);
    if (task.appliesTo === 'contacts') {
      if (c.contact && fits(task.appliesToType, typeOf(c.contact)) && applies(task, c)) emitEvents(task, c, means);
      continue;
    }
    if (task.appliesTo !== 'reports' && task.appliesTo !== 'scheduled_tasks')
      throw new Error(`tasks.js ${task.name}: unknown appliesTo ${JSON.stringify(task.appliesTo)}`);
    for (const report of c.reports) {
      if (!fits(task.appliesToType, report.form)) continue;
      if (task.appliesTo === 'reports') {
        if (applies(task, c, report)) emitEvents(task, c, means, report);
        continue;
      }
      // Without a condition nobody could say for which of the messages the task is.
      for (const index of task.appliesIf ? (report.scheduled_tasks ?? []).keys() : [])
        if (task.appliesIf!(c, report, index)) emitEvents(task, c, means, report, index);
    }
  }
};

const applies = ({ appliesIf }: TaskDefinition, c: SeenFact, report?: SeenReport): boolean =>
  !appliesIf || !!appliesIf(c, report);

/** A definition that can be asked whether it is done: any later report of its form, in the time of its event. */
const withDefault = (definition: TaskDefinition, tools: Tools): TaskDefinition => {
  const defaultResolvedIf: TaskDefinition['resolvedIf'] = (c, report, event, due) => {
    const form = definition.actions.find(({ type }) => !type || type === 'report')?.form;
    if (!form) throw new Error(`tasks.js ${definition.name}: needs resolvedIf, for no action of it fills in a form`);
    const from = tools.addDate(due, -(event.start ?? 0)).getTime();
    const start = report ? Math.max(from, (report.reported_date ?? 0) + 1) : from;
    return tools.isFormSubmittedInWindow(c.reports, form, start, tools.addDate(due, (event.end ?? 0) + 1).getTime());
  };
  return { ...definition, defaultResolvedIf, resolvedIf: definition.resolvedIf ?? defaultResolvedIf };
};

const dueOf = (event: TaskEvent, c: SeenFact, tools: Tools, report?: SeenReport, index?: number): Date => {
  if (event.dueDate) return event.dueDate(event, c, report, index);
  const scheduled = index === undefined ? undefined : report?.scheduled_tasks?.[index]?.due;
  const from = scheduled ?? (report ? report.reported_date : c.contact?.reported_date);
  return tools.addDate(from ? new Date(from) : undefined, event.days ?? 0);
};

const emitEvents = (task: TaskDefinition, c: SeenFact, means: Means, report?: SeenReport, index?: number): void => {
  for (const [at, event] of task.events.entries()) emitOne(task, event, at, c, means, report, index);
};

const emitOne = (
  task: TaskDefinition,
  event: TaskEvent,
  at: number,
  c: SeenFact,
  { tools, Task, emit }: Means,
  report?: SeenReport,
  index?: number,
): void => {
  const due = dueOf(event, c, tools, report, index);
  const resolved = task.resolvedIf!(c, report, event, due, index);
  const source = report?._id ?? c.contact?._id;
  const { contactLabel: label, priority } = task;
  const name = typeof label === 'function' ? label(c, report) : label;
  const given: Record<string, unknown> = {
    _id: `${source}~${event.id ?? at}~${task.name}${index === undefined ? '' : `-${index}`}`,
    deleted: !!(c.contact?.deleted || report?.deleted),
    doc: c,
    contact: name ? { name } : c.contact,
    icon: task.icon,
    date: due,
    readyStart: event.start ?? 0,
    readyEnd: event.end ?? 0,
    title: task.title,
    resolved,
    actions: task.actions.map(action => actionOf(action, c, source, event, report)),
  };
  if (priority) {
    const { level, label: words } =
      (typeof priority === 'function' ? priority(c, report, event, due, index) : priority) ?? {};
    given.priority = level;
    given.priorityLabel = words;
  }
  emit('task', new Task(given));
};

const actionOf = (
  { type = 'report', form, label = 'Follow up', modifyContent }: TaskAction,
  c: SeenFact,
  source: string | undefined,
  event: TaskEvent,
  report?: SeenReport,
) => {
  const content: Record<string, unknown> = { source: 'task', source_id: source, contact: c.contact };
  modifyContent?.(content, c, report, event);
  return { type, form, label, content };
};
