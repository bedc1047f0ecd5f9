import { type CareState, type CareTask, type Emission, finalStates } from '@rounds/ddocs/tasks/care-task.ts';

/** Whether a state is final. */
export const isFinal = (state: CareState): boolean => finalStates.includes(state);

/** Where a task stands on a day (`YYYY-MM-DD`); undefined where its days make no sense. */
export const stateOn = (emission: Emission, today: string): CareState | undefined => {
  const { resolved, deleted, startDate, endDate, dueDate } = emission;
  if (resolved) return 'Completed';
  if (deleted) return 'Cancelled';
  if (!dueDate || !startDate || !endDate || startDate > endDate) return undefined;
  if (today < startDate) return 'Draft';
  return today > endDate ? 'Failed' : 'Ready';
};

const order: readonly CareState[] = ['Ready', 'Draft', 'Completed', 'Failed', 'Cancelled'];

/** How near a state is to being done now: the least is nearest. */
export const readiness = (state: CareState | undefined): number => order.indexOf(state ?? 'Cancelled');

/** A task in another state, with its history; the same where it stands there already, or for good. */
export const inState = (task: CareTask, state: CareState, now: number, reason?: CareTask['stateReason']): CareTask => {
  if (task.state === state || isFinal(task.state)) return task;
  const { stateReason: _, ...rest } = task;
  return {
    ...rest,
    state,
    ...(reason ? { stateReason: reason } : {}),
    stateHistory: [...task.stateHistory, { state, timestamp: now }],
  } as CareTask;
};

/** A task as time has moved it on, without asking the rules. */
export const asTimeGoes = (task: CareTask, today: string, now: number): CareTask => {
  const state = stateOn(task.emission, today);
  return state ? inState(task, state, now) : inState(task, 'Cancelled', now, 'invalid');
};
