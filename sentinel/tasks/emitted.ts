import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { CareAction, Emission } from '@rounds/ddocs/tasks/care-task.ts';
import { daysAfter, localDay } from './days.ts';

/** A task as a programme's rules gave it, in so far as it can be kept. */
export interface TaskEmission extends Emission {
  /** Id of the contact that it is for; undefined with a label instead of a contact. */
  owner?: string;
}

/** A fact that counts for a target. */
export interface TargetEmission {
  /** Of what it counts: one id counts once. */
  id: string;
  /** Id of the target. */
  target: string;
  pass: boolean;
  group?: string;
  /** When it happened; `now` counts in the period that runs, whichever that is. */
  date: Ms | 'now';
}

type Fields = Record<string, unknown>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** Values that a document can hold: what JSON makes of them. */
const plain = <T>(value: T): T | undefined => {
  const text = JSON.stringify(value);
  return text === undefined ? undefined : (JSON.parse(text) as T);
};

/** An action without its contact, which is read anew when the task is opened. */
const actionOf = (given: unknown): CareAction => {
  const { type, form, label, content } = fieldsOf(given) ?? {};
  const { contact, ...rest } = fieldsOf(content) ?? {};
  const forId = fieldsOf(contact)?._id;
  return plain({
    type,
    form,
    label,
    content: rest,
    forId: typeof forId === 'string' ? forId : undefined,
  }) as CareAction;
};

/** A task that rules emitted, as it is kept; null for one that has no id. Nothing that they say is trusted. */
export const taskEmission = (given: unknown): TaskEmission | null => {
  const said = fieldsOf(given);
  if (!said || typeof said._id !== 'string' || said._id === '') return null;
  const dueDate = localDay(said.date);
  const [start, end] = [Number(said.readyStart ?? 0), Number(said.readyEnd ?? 0)];
  const valid = dueDate !== undefined && Number.isFinite(start) && Number.isFinite(end);
  const contact = fieldsOf(said.contact);
  const actions = Array.isArray(said.actions) ? said.actions : [];
  const forWhom = fieldsOf(fieldsOf(fieldsOf(actions[0])?.content)?.contact)?._id;
  const kept = plain({
    _id: said._id,
    title: said.title,
    icon: said.icon,
    deleted: said.deleted === undefined ? undefined : !!said.deleted,
    resolved: said.resolved === undefined ? undefined : !!said.resolved,
    actions: actions.map(actionOf),
    priority: said.priority,
    priorityLabel: said.priorityLabel,
    contact: contact && { name: contact.name },
    dueDate,
    startDate: valid ? daysAfter(dueDate, -start) : undefined,
    endDate: valid ? daysAfter(dueDate, end) : undefined,
    forId: typeof forWhom === 'string' ? forWhom : undefined,
  });
  return { ...kept!, ...(typeof contact?._id === 'string' ? { owner: contact._id } : {}) } as TaskEmission;
};

/** A fact for a target; null for one that counts for nothing: without contact, deleted, or for no target. */
export const targetEmission = (given: unknown, targets: ReadonlySet<string>): TargetEmission | null => {
  const said = fieldsOf(given);
  if (!said || typeof said._id !== 'string' || typeof said.type !== 'string' || !targets.has(said.type)) return null;
  if (!fieldsOf(said.contact)?._id || said.deleted) return null;
  const at = said.date instanceof Date ? said.date.getTime() : Number(new Date(said.date as string | number));
  return {
    id: said._id,
    target: said.type,
    pass: !!said.pass,
    ...(said.groupBy ? { group: String(said.groupBy) } : {}),
    date: said.now === true || Number.isNaN(at) ? 'now' : at,
  };
};
