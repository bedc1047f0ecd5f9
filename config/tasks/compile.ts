import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TargetItem } from '@rounds/ddocs/tasks/target.ts';
import { bundle, fileThere } from '../programme-code/bundle.ts';
import { evaluated } from '../programme-code/evaluate.ts';
import type { Odd } from '../programme-code/odd.ts';
import { declaredFile, declaredModule } from './declared.ts';
import { definitionFaults } from './definitions.ts';
import { type NamedThing, namedIn } from './named.ts';

/** `app_settings.tasks`, as CHT reads it. */
export interface TasksSection {
  /** The body of a function that emits the tasks and targets of one contact. */
  rules: string;
  isDeclarative: true;
  schedules?: unknown;
  targets: { enabled: true; items: TargetItem[] };
  max_task_notifications?: number;
}

/** What a project's tasks and targets come to. */
export interface CompiledTasks {
  section?: TasksSection;
  /** The first of its files. */
  file?: string;
  faults: Odd[];
  warnings: Odd[];
  /** What they name that has to be elsewhere in the project. */
  named?: NamedThing[];
}

/** Reads a JSON file of a project, with the lines in which its paths stand. */
export type ReadJson = (
  folder: string,
  file: string,
) => Promise<{ read?: { value: unknown; lineOf(path: string): number }; faults: Odd[]; warnings: Odd[] }>;

const plainJson: ReadJson = async (folder, file) => {
  try {
    return {
      read: { value: JSON.parse(await readFile(join(folder, file), 'utf8')), lineOf: () => 1 },
      faults: [],
      warnings: [],
    };
  } catch (error) {
    return { faults: [{ file, message: (error as Error).message }], warnings: [] };
  }
};

/** What is kept of a target; the two last are dropped by cht-conf, and used by Rounds. */
const targetKeys = [
  ...['id', 'type', 'goal', 'translation_key', 'passesIfGroupCount', 'icon', 'context', 'subtitle_translation_key'],
  ...['dhis', 'visible', 'aggregate', 'limit_count_to_goal', 'name', 'title', 'percentage_count_translation_key'],
];

const emitter = fileURLToPath(new URL('./emitter', import.meta.url));

const entry = (files: string) => `
  import { emitTasks } from ${JSON.stringify(join(emitter, 'emit-tasks.ts'))};
  import { emitTargets } from ${JSON.stringify(join(emitter, 'emit-targets.ts'))};
  ${files}
  declare const c: any, Task: any, Target: any, Utils: any, cht: any, emit: any;
  const trace = cht && cht.trace;
  emitTargets(targets, c, { Target, emit, trace });
  emitTasks(tasks, c, { tools: Utils, Task, emit, trace });
  emit('_complete', { _id: true });`;

/**
 * Compiles the tasks and targets of a project: `tasks.js` and `targets.js`, or without code `tasks-and-targets.json`.
 * What comes out runs on a server of CHT, too.
 * @returns neither section nor fault where the project has none of these files
 */
export const compileTasks = async (folder: string, readJson: ReadJson = plainJson): Promise<CompiledTasks> => {
  const found = [declaredFile, 'tasks.js', 'targets.js'].filter(name => fileThere(folder, name));
  if (fileThere(folder, 'rules.nools.js'))
    return failed({
      file: 'rules.nools.js',
      message: 'is of old rules that CHT itself runs no more; write tasks.js and targets.js instead',
    });
  if (found.length === 0) return { faults: [], warnings: [] };
  if (found.includes(declaredFile))
    return found.length > 1
      ? failed({ file: declaredFile, message: `stands beside ${found[1]}; have the one or the other` })
      : compileDeclared(folder, readJson);
  if (found.length < 2) {
    const missing = found[0] === 'tasks.js' ? 'targets.js' : 'tasks.js';
    return failed({
      file: missing,
      message: `is missing, though ${found[0]} is there; it may be module.exports = [];`,
    });
  }
  return compiled(folder, 'import tasks from "./tasks.js"; import targets from "./targets.js";', [
    'tasks.js',
    'targets.js',
  ]);
};

const failed = (...faults: Odd[]): CompiledTasks => ({ faults, warnings: [] });

const compileDeclared = async (folder: string, readJson: ReadJson): Promise<CompiledTasks> => {
  const { read, ...notes } = await readJson(folder, declaredFile);
  if (notes.faults.length > 0 || !read) return notes;
  const { text, faults } = declaredModule((read.value ?? {}) as Record<string, unknown>);
  const placed = faults.map(each => ({ ...each, line: read.lineOf(each.path ?? '') }));
  if (faults.length > 0) return { faults: placed, warnings: notes.warnings };
  const { warnings, ...made } = await compiled(folder, text.replaceAll('export const', 'const'), [
    declaredFile,
    declaredFile,
  ]);
  return { ...made, warnings: [...notes.warnings, ...warnings] };
};

const compiled = async (folder: string, source: string, files: [string, string]): Promise<CompiledTasks> => {
  const [rules, defined] = await Promise.all([
    bundle(folder, entry(source)),
    bundle(folder, `${source}\nexport { tasks, targets };`, 'Defined'),
  ]);
  if (rules.text === undefined || defined.text === undefined) return failed(...rules.faults);
  const { value, fault } = await evaluated(defined.text);
  if (fault !== undefined) return failed({ file: files[0], message: `cannot be run: ${fault}` });
  const { tasks, targets } = value as { tasks: unknown; targets: unknown };
  const faults = definitionFaults(tasks, targets).map(
    ({ of, path, message }): Odd => ({
      file: of === 'tasks' ? files[0] : files[1],
      path: files[0] === files[1] ? `${of}${path}` : path,
      message,
    }),
  );
  if (faults.length > 0) return failed(...faults);
  const items = (targets as Record<string, unknown>[]).map(
    each =>
      Object.fromEntries(
        targetKeys.flatMap(key => (each[key] === undefined ? [] : [[key, each[key]]])),
      ) as unknown as TargetItem,
  );
  const schedules = await readSchedules(folder);
  return {
    file: files[0],
    section: {
      rules: rules.text,
      isDeclarative: true,
      ...(schedules.value === undefined ? {} : { schedules: schedules.value }),
      targets: { enabled: true, items },
    },
    faults: schedules.faults,
    named: namedIn(tasks as Record<string, unknown>[], targets as Record<string, unknown>[], files),
    warnings: (targets as Record<string, unknown>[]).flatMap(({ appliesToType }, at): Odd[] =>
      typeof appliesToType === 'string'
        ? [{ file: files[1], path: `[${at}].appliesToType`, message: 'is a text, and read as a list of one' }]
        : [],
    ),
  };
};

/** `task-schedules.json`, or `tasks.json` as it was called once. */
const readSchedules = async (folder: string): Promise<{ value?: unknown; faults: Odd[] }> => {
  const file = fileThere(folder, 'task-schedules.json', 'tasks.json');
  if (!file) return { faults: [] };
  try {
    return { value: JSON.parse(await readFile(join(folder, file), 'utf8')), faults: [] };
  } catch (error) {
    return { faults: [{ file, message: (error as Error).message }] };
  }
};
