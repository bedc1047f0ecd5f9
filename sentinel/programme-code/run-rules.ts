import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type TargetEmission, type TaskEmission, targetEmission, taskEmission } from '../tasks/emitted.ts';
import type { ProgrammeTools } from './tools.ts';

/** What the rules see of one contact. */
export interface Fact {
  /** The contact; of a report whose subject is not here, its id alone; undefined for reports about nobody. */
  contact?: Doc;
  /** Reports about it, the oldest first. */
  reports: readonly Doc[];
  /** Its task documents. */
  tasks: readonly Doc[];
}

/** What the rules gave for one contact. */
export interface Emitted {
  tasks: TaskEmission[];
  targets: TargetEmission[];
  /** Why they failed; then there is nothing else. */
  fault?: string;
}

/** The rules of a programme, ready to run. */
export type Rules = (
  fact: Fact,
  Task: unknown,
  Target: unknown,
  tools: ProgrammeTools,
  user: unknown,
  cht: unknown,
  emit: (kind: string, value: unknown) => void,
) => void;

/**
 * Makes rules of their text. It is code of strangers: run it where there are no doors.
 * @throws SyntaxError
 */
export const rulesOf = (text: string): Rules =>
  new Function('c', 'Task', 'Target', 'Utils', 'user', 'cht', 'emit', text) as Rules;

/** A copy of what it is given, as CHT hands to rules under two names. */
function Copy(this: object, given: object): void {
  Object.assign(this, given);
}

/**
 * Runs the rules for one contact. A failure is of this contact alone.
 * @param targets ids of the targets that the programme has
 */
export const runRules = (
  rules: Rules,
  fact: Fact,
  { tools, user, cht, targets }: { tools: ProgrammeTools; user: unknown; cht: unknown; targets: ReadonlySet<string> },
): Emitted => {
  const emitted: Emitted = { tasks: [], targets: [] };
  const emit = (kind: string, value: unknown): void => {
    if (kind === 'task') {
      const task = taskEmission(value);
      if (task) emitted.tasks.push(task);
    } else if (kind === 'target' && fact.contact) {
      const target = targetEmission(value, targets);
      if (target) emitted.targets.push(target);
    }
  };
  try {
    rules(fact, Copy, Copy, tools, user, cht, emit);
    return emitted;
  } catch (error) {
    return { tasks: [], targets: [], fault: faultOf(error) };
  }
};

/** What went wrong, in one line. */
export const faultOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
