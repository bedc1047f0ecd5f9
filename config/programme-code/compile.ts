import type { Noted } from '../programme/noted.ts';
import { compileSummary } from '../summary/compile.ts';
import { compileTasks } from '../tasks/compile.ts';

/** The sections of settings that a project's code comes to. */
export interface CompiledCode {
  /** By the name of the section; a section that the project has no code for is missing. */
  sections: Record<string, unknown>;
  faults: Noted[];
  warnings: Noted[];
}

/**
 * Compiles what a project says in code, as cht-conf does before it uploads it: tasks, targets and contact summary.
 * @param max `max_task_notifications` of the settings, which goes with the tasks
 */
export const compileCode = async (folder: string, max?: unknown): Promise<CompiledCode> => {
  const [tasks, summary] = await Promise.all([compileTasks(folder), compileSummary(folder)]);
  const counted = max === undefined ? {} : { max_task_notifications: max };
  return {
    sections: {
      ...(tasks.section ? { tasks: { ...tasks.section, ...counted } } : {}),
      ...(summary.text === undefined ? {} : { contact_summary: summary.text }),
    },
    faults: [...tasks.faults, ...summary.faults],
    warnings: tasks.warnings,
  };
};
