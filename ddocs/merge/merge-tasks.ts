import type { ScheduledTask, Task } from '../documents/reports.ts';
import { type Leaf, type Losses, mergeObjects, mergeUnion } from './merge-fields.ts';

type History = NonNullable<Task['state_history']>[number] & Record<string, unknown>;

/**
 * The messages of several leaves, each once. A scheduled one is known by its schedule, group, due date as it was
 * planned, and words; any other by the uuid of its message. Its histories are united, its state is the one reached
 * last, and a due date or a text that a person changed stands.
 */
export const mergeTasks = (
  leaves: readonly Leaf<readonly Task[]>[],
  path: string,
  losses: Losses,
): Task[] | undefined => {
  if (leaves.length === 0) return undefined;
  const found = new Map<string, Leaf<Task>[]>();
  for (const { rev, value: tasks } of leaves) {
    const seen = new Map<string, number>();
    for (const task of tasks) {
      const name = nameOf(task);
      const times = seen.get(name) ?? 0;
      seen.set(name, times + 1);
      const key = times === 0 ? name : `${name}#${times}`;
      found.set(key, [...(found.get(key) ?? []), { rev, value: task }]);
    }
  }
  return [...found].map(([key, tasks]) => mergeTask(tasks, `${path}[${key}]`, losses));
};

const nameOf = (task: ScheduledTask): string => {
  const { type, group, due, planned = due, message_key, translation_key, recipient, messages } = task;
  if (type !== undefined || group !== undefined || planned)
    return JSON.stringify([type, group, planned, message_key, translation_key, recipient]);
  return messages?.[0]?.uuid ?? JSON.stringify(messages ?? null);
};

const mergeTask = (tasks: readonly Leaf<Task>[], path: string, losses: Losses): Task => {
  const moved = (task: ScheduledTask) => task.planned !== undefined;
  const byWeight = [...tasks].sort((a, b) => Number(moved(b.value)) - Number(moved(a.value)));
  const typed = mergeObjects(
    byWeight.map(({ rev, value: { state, state_details, state_history, timestamp, ...rest } }) => ({
      rev,
      value: rest,
    })),
    undefined,
    path,
    losses,
  );
  const history = mergeUnion(
    tasks.flatMap(({ value }) => (value.state_history ? [value.state_history as History[]] : [])),
    ({ state, state_details, timestamp }) => JSON.stringify([timestamp, state, state_details]),
    (a, b) => (Date.parse(a.timestamp) || 0) - (Date.parse(b.timestamp) || 0),
  );
  // The leaf whose state was reached last; of two reached at once, that of the leaf that counts more.
  const reached = ({ value }: Leaf<Task>) => Date.parse(value.state_history?.at(-1)?.timestamp ?? '') || 0;
  const { value: latest } = tasks.reduce((best, one) => (reached(one) > reached(best) ? one : best));
  return {
    ...typed,
    state: latest.state,
    ...(latest.state_details ? { state_details: latest.state_details } : {}),
    ...(latest.timestamp ? { timestamp: latest.timestamp } : {}),
    ...(history ? { state_history: history } : {}),
  };
};
