import type { Branch, Choice, Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Expression } from '@rounds/ddocs/dialogues/expression.ts';

/** Whether a next leads by an answer. */
export const isBranch = (next: Next): next is Branch => typeof next === 'object' && next !== null;

/** Every step that a next may lead to. */
export const targetsOf = (next: Next): string[] => {
  if (next === null) return [];
  if (!isBranch(next)) return [next];
  const cases = next.cases.flatMap(({ is }) => Object.values(is).flatMap(targetsOf));
  return [...cases, ...(next.otherwise === undefined ? [] : targetsOf(next.otherwise))];
};

/** Every next of a step, with where it stands. */
export const nextsOf = ({ next, timeout, attempts, hand_over: handOver }: Step): [where: string, next: Next][] => [
  ['next', next],
  ...(timeout ? [['timeout', timeout.next] as [string, Next]] : []),
  ...(typeof attempts?.after === 'object' ? [['attempts', attempts.after.next] as [string, Next]] : []),
  ...Object.entries(handOver?.exits ?? {}).map(([name, exit]): [string, Next] => [`hand_over.${name}`, exit]),
];

/** Every branch within a next, however deep. */
export const branchesOf = (next: Next): Branch[] => {
  if (!isBranch(next)) return [];
  const below = next.cases.flatMap(({ is }) => Object.values(is).flatMap(branchesOf));
  return [next, ...below, ...(next.otherwise === undefined ? [] : branchesOf(next.otherwise))];
};

/** The variables that an expression asks. */
export const variablesOf = (expression: Expression): string[] => {
  if ('variable' in expression) return [expression.variable];
  return partsOf(expression).flatMap(variablesOf);
};

/** The keys of the texts that an expression may come to. */
export const textsOf = (expression: Expression): string[] => {
  if ('say' in expression) return [expression.say];
  return partsOf(expression).flatMap(textsOf);
};

const partsOf = (expression: Expression): Expression[] => {
  if ('text' in expression) return expression.text;
  if ('list' in expression) return expression.list;
  if ('is' in expression) return [expression.left, expression.right];
  if ('add' in expression) return expression.add;
  if ('all' in expression) return expression.all;
  if ('any' in expression) return expression.any;
  if ('not' in expression) return [expression.not];
  if ('if' in expression) return [expression.if, expression.yes, expression.no];
  if ('find' in expression)
    return [expression.find, ...expression.among.flat(), ...(expression.otherwise ? [expression.otherwise] : [])];
  if ('number' in expression) return [expression.number];
  return 'length' in expression ? [expression.length] : [];
};

/** Key of the label of a choice. */
export const choiceKey = (step: string, at: number): string => `${step}.choice.${at}`;

const asked = ({ asks, choices = [], variable }: Step): { variable: string; values?: string[] }[] => {
  if (asks === 'text') return variable === undefined ? [] : [{ variable }];
  const byVariable = new Map<string, string[]>();
  for (const choice of asks === 'choice' ? choices : ([] as Choice[]))
    byVariable.set(choice.variable, [...(byVariable.get(choice.variable) ?? []), choice.value]);
  return [...byVariable].map(([name, values]) => ({ variable: name, values }));
};

/** The variable and values of what a step asks; no values for words. */
export const askedBy = (step: Step): { variable: string; values?: string[] }[] => [
  ...asked(step),
  ...(step.assign ? [{ variable: step.assign.variable, values: Object.keys(step.assign.weights) }] : []),
  ...(step.set ?? []).map(({ variable }) => ({ variable })),
];

/** Names in braces in a text: `{plan}`. */
export const placesIn = (text: string): string[] =>
  [...text.matchAll(/\{([\p{L}_][\p{L}\p{N}_]*)\}/gu)].map(([, name]) => name!);

/** Steps that can be reached from the first. */
export const reachable = ({ first, steps }: Dialogue): Set<string> => {
  const found = new Set<string>();
  const queue = [first];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    const step = Object.hasOwn(steps, at) ? steps[at] : undefined;
    if (!step || found.has(at)) continue;
    found.add(at);
    queue.push(...nextsOf(step).flatMap(([, next]) => targetsOf(next)));
  }
  return found;
};
