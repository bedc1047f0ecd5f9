import type { Branch, Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { choiceKey, isBranch } from '@rounds/sentinel/dialogues/graph.ts';
import { lines, type StepRow, stepColumns, theEnd } from './layout.ts';

const target = (next: string | null): string => next ?? theEnd;

/** Where each choice leads, by its place, where a branch says no more than that; undefined where it does. */
const byChoice = ({ choices = [] }: Step, { cases }: Branch): (string | undefined)[] | undefined => {
  const names = [...new Set(choices.map(({ variable }) => variable))];
  const isPlain = cases.every(
    ({ variable, earlier, is }, at) =>
      !earlier && variable === names[at] && Object.values(is).every(next => !isBranch(next)),
  );
  if (!isPlain || cases.length !== names.length) return undefined;
  const found = choices.map(({ variable, value }) => {
    const { is } = cases[names.indexOf(variable)]!;
    return Object.hasOwn(is, value) ? target(is[value] as string | null) : undefined;
  });
  // A value for which there is no choice, or two choices of one value, cannot be told from the rows.
  const values = cases.flatMap(({ variable, is }) => Object.keys(is).map(value => `${variable} ${value}`));
  const offered = choices.map(({ variable, value }) => `${variable} ${value}`);
  const isWhole = values.every(value => offered.includes(value)) && new Set(offered).size === offered.length;
  return isWhole && cases.every(({ is }) => Object.keys(is).length > 0) ? found : undefined;
};

const nextCells = (step: Step): { next?: string; each: (string | undefined)[] } => {
  const { next } = step;
  if (!isBranch(next)) return { next: target(next), each: [] };
  const each = byChoice(step, next);
  const { otherwise } = next;
  if (!each || each.every(one => one === undefined) || (otherwise !== undefined && isBranch(otherwise)))
    return { next: JSON.stringify(next), each: [] };
  return { ...(otherwise === undefined ? {} : { next: target(otherwise as Exclude<Next, Branch>) }), each };
};

/** The texts of one key, by language. */
const textsAt = ({ texts }: Dialogue, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([language, byKey]) => (byKey[key] ? [[language, byKey[key]] as const] : [])),
  );

const stepRow = (dialogue: Dialogue, id: string, step: Step, next: string | undefined): StepRow => {
  const { choices: _, next: __, ...rest } = step;
  const known = Object.entries(stepColumns).flatMap(([name, column]) => {
    const value = rest[name as keyof typeof rest];
    return value === undefined ? [] : [[column, value] as const];
  });
  const more = Object.entries(rest).filter(([name]) => !Object.hasOwn(stepColumns, name));
  return {
    cells: {
      ...{ step: id, line: lines.step },
      ...Object.fromEntries(known),
      ...(next === undefined ? {} : { next }),
      ...(more.length > 0 ? { more: JSON.stringify(Object.fromEntries(more)) } : {}),
    },
    texts: textsAt(dialogue, `${id}.text`),
  };
};

/** The rows of one step: itself, its choices, and whatever else it says. */
const rowsOfStep = (dialogue: Dialogue, id: string, step: Step): StepRow[] => {
  const { next, each } = nextCells(step);
  const choices = (step.choices ?? []).map(({ variable, value, when }, at): StepRow => {
    const leads = each[at];
    return {
      cells: {
        ...{ step: id, line: lines.choice, variable, value },
        ...(leads === undefined ? {} : { next: leads }),
        ...(when ? { more: JSON.stringify({ when }) } : {}),
      },
      texts: textsAt(dialogue, choiceKey(id, at)),
    };
  });
  return [stepRow(dialogue, id, step, next), ...choices];
};

/** Texts that have no row yet, each with one of its own. */
const otherRows = (dialogue: Dialogue): StepRow[] => {
  const keys = new Set(Object.values(dialogue.texts).flatMap(Object.keys));
  for (const [id, { choices = [] }] of Object.entries(dialogue.steps)) {
    keys.delete(`${id}.text`);
    for (const at of choices.keys()) keys.delete(choiceKey(id, at));
  }
  return [...keys].sort().map(key => {
    const at = key.indexOf('.');
    const [step, line] = at < 0 ? ['', key] : [key.slice(0, at), key.slice(at + 1)];
    return { cells: { step, line }, texts: textsAt(dialogue, key) };
  });
};

/** A dialogue as rows: a step, then its choices and its other texts. */
export const rowsOf = (dialogue: Dialogue): StepRow[] => {
  const others = otherRows(dialogue);
  const steps = Object.entries(dialogue.steps).flatMap(([id, step]) => [
    ...rowsOfStep(dialogue, id, step),
    ...others.filter(({ cells }) => cells.step === id),
  ]);
  return [...steps, ...others.filter(({ cells }) => !Object.hasOwn(dialogue.steps, String(cells.step)))];
};

/** What holds for the whole dialogue, by name. */
export const headsOf = ({ steps: _, texts: __, schema_version: ___, ...rest }: Dialogue): [string, string][] =>
  Object.entries(rest).map(([name, value]) => {
    if (name === 'languages') return [name, (value as string[]).join(', ')];
    if (typeof value === 'boolean') return [name, value ? 'yes' : 'no'];
    return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
  });
