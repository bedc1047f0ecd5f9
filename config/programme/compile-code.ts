import { compilePurge } from '../programme-code/compile-purge.ts';
import { compileSummary } from '../summary/compile.ts';
import { compileTasks, type ReadJson } from '../tasks/compile.ts';
import type { NamedThing } from '../tasks/named.ts';
import type { Noted } from './noted.ts';
import { readJsonFile } from './settings-files.ts';

/** The sections of settings that a project's code comes to. */
export interface CompiledCode {
  /** By the name of the section; a section that the project has no code for is missing. */
  sections: Record<string, unknown>;
  /** The file of each of these sections. */
  files: Record<string, string>;
  faults: Noted[];
  warnings: Noted[];
  /** What the code names that has to be elsewhere in the project. */
  named: NamedThing[];
}

/** Settings in so far as the code goes by them. */
interface Written {
  max_task_notifications?: unknown;
  tasks?: { muted?: unknown };
  contact_types?: { id?: string }[];
}

/**
 * Compiles what a project says in code, as cht-conf does before it uploads it: tasks, targets, contact summary and purge function.
 * @param written the settings as the project's files say them
 */
export const compileCode = async (folder: string, written: Written): Promise<CompiledCode> => {
  const types = (written.contact_types ?? []).flatMap(({ id }) => id ?? []);
  const [tasks, summary, purge] = await Promise.all([
    compileTasks(folder, readJson),
    compileSummary(folder, types),
    compilePurge(folder),
  ]);
  const { max_task_notifications: most, tasks: { muted } = {} } = written;
  const more = { ...(most === undefined ? {} : { max_task_notifications: most }), ...(muted ? { muted } : {}) };
  return {
    sections: {
      ...(tasks.section ? { tasks: { ...tasks.section, ...more } } : {}),
      ...(summary.text === undefined ? {} : { contact_summary: summary.text }),
      ...(purge.section ? { purge: purge.section } : {}),
    },
    files: {
      ...(tasks.section ? { tasks: tasks.file ?? 'tasks.js' } : {}),
      ...(summary.file === undefined ? {} : { contact_summary: summary.file }),
      ...(purge.file === undefined ? {} : { purge: purge.file }),
    },
    faults: [...tasks.faults, ...summary.faults, ...purge.faults],
    warnings: [...tasks.warnings, ...summary.warnings, ...purge.warnings],
    named: tasks.named ?? [],
  };
};

const readJson: ReadJson = async (folder, file) => {
  const notes = { faults: [] as Noted[], warnings: [] as Noted[] };
  const read = await readJsonFile(folder, file, notes);
  return read ? { read, ...notes } : notes;
};
