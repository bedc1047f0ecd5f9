import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report, ReportEdit } from '@rounds/ddocs/documents/reports.ts';
import type { Unanswered } from './filling.ts';
import type { Recorded } from './position.ts';
import { located } from './position.ts';

/** What an edit of a report is made of besides its answers. */
export interface Editing {
  /** Name of the user who edits it. */
  by: string;
  now: Ms;
  /** Whether the form has a field or group at a path below the root, such as `init/years`. */
  knows: (path: string) => boolean;
  /** `xmlVersion` of the form document. */
  version?: unknown;
  /** Paths of fields that nobody is shown. */
  hidden?: readonly string[];
  unanswered?: readonly Unanswered[] | undefined;
  position?: Recorded | undefined;
}

/** How many edits a report remembers. */
const remembered = 50;

type Values = Record<string, unknown>;

/**
 * A report with other answers. All else stays as it is: who made it and when, its messages, what was said of it. Values
 * that the form does not know stay too: other programs, or the server, put them there. `edits` tells what was changed.
 */
export const editedReport = (before: Report, fields: Values, editing: Editing): Report => {
  const { by, now, knows, version, hidden = [], unanswered = [], position } = editing;
  const kept = merged(before.fields ?? {}, fields, '', knows);
  const edit = editOf(before.fields ?? {}, kept, by, now);
  const { unanswered: _, hidden_fields: __, ...rest } = before;
  return {
    ...rest,
    fields: kept,
    ...(version === undefined ? {} : { form_version: version }),
    ...(hidden.length > 0 ? { hidden_fields: [...hidden] } : {}),
    ...(unanswered.length > 0 ? { unanswered: [...unanswered] } : {}),
    ...(edit ? { edits: [...(before.edits ?? []), edit].slice(-remembered) } : {}),
    ...located(before, position, now),
  };
};

/** The answers, with what the form does not know of those before. */
const merged = (before: Values, after: Values, path: string, knows: Editing['knows']): Values => {
  const stays = Object.entries(before).flatMap(([name, value]): [string, unknown][] => {
    const at = path ? `${path}/${name}` : name;
    const now = after[name];
    if (isGroup(value) && isGroup(now)) return [[name, merged(value, now, at, knows)]];
    return knows(at) || Object.hasOwn(after, name) ? [] : [[name, value]];
  });
  return { ...after, ...Object.fromEntries(stays) };
};

const isGroup = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What an edit changed: the values before, by path; undefined where it changed nothing. */
const editOf = (before: Values, after: Values, by: string, at: Ms): ReportEdit | undefined => {
  const [old, fresh] = [leaves(before), leaves(after)];
  const changed = [...new Set([...old.keys(), ...fresh.keys()])].filter(path => old.get(path) !== fresh.get(path));
  if (changed.length === 0) return undefined;
  return { at, by, before: Object.fromEntries(changed.map(path => [path, old.get(path) ?? ''])) };
};

const leaves = (value: unknown, path = ''): Map<string, string> => {
  if (Array.isArray(value)) return new Map(value.flatMap((each, at) => [...leaves(each, `${path}[${at}]`)]));
  if (isGroup(value))
    return new Map(
      Object.entries(value).flatMap(([name, inner]) => [...leaves(inner, path ? `${path}.${name}` : name)]),
    );
  return new Map(value === '' || value === null || value === undefined ? [] : [[path, String(value)]]);
};
