import type { Choice, Dialogue, Next, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import { choiceKey, isBranch } from '@rounds/sentinel/dialogues/graph.ts';

/** A next with every step that it leads to put through a function. */
export const mapNext = (next: Next, to: (step: string) => string | null): Next => {
  if (next === null) return null;
  if (!isBranch(next)) return to(next);
  const cases = next.cases.map(one => ({
    ...one,
    is: Object.fromEntries(Object.entries(one.is).map(([value, each]) => [value, mapNext(each, to)])),
  }));
  return { cases, ...(next.otherwise === undefined ? {} : { otherwise: mapNext(next.otherwise, to) }) };
};

const mapStep = (step: Step, to: (step: string) => string | null): Step => {
  const { next, timeout, attempts, hand_over: handOver } = step;
  const exits = handOver?.exits;
  return {
    ...step,
    next: mapNext(next, to),
    ...(timeout ? { timeout: { ...timeout, next: mapNext(timeout.next, to) } } : {}),
    ...(typeof attempts?.after === 'object'
      ? { attempts: { ...attempts, after: { next: mapNext(attempts.after.next, to) } } }
      : {}),
    ...(exits
      ? {
          hand_over: {
            exits: Object.fromEntries(Object.entries(exits).map(([name, exit]) => [name, mapNext(exit, to)])),
          },
        }
      : {}),
  };
};

const mapSteps = (dialogue: Dialogue, to: (step: string) => string | null): Dialogue['steps'] =>
  Object.fromEntries(Object.entries(dialogue.steps).map(([id, step]) => [id, mapStep(step, to)]));

/** Texts with their keys put through a function; a key that comes to nothing goes. */
const mapTexts = ({ texts }: Dialogue, to: (key: string) => string | undefined): Dialogue['texts'] =>
  Object.fromEntries(
    Object.entries(texts).map(([language, byKey]) => [
      language,
      Object.fromEntries(
        Object.entries(byKey).flatMap(([key, text]) => {
          const found = to(key);
          return found === undefined ? [] : [[found, text] as const];
        }),
      ),
    ]),
  );

/** A text in a language; an empty one goes. */
export const withText = (dialogue: Dialogue, language: string, key: string, text: string): Dialogue => {
  const { [key]: _, ...rest } = dialogue.texts[language] ?? {};
  return { ...dialogue, texts: { ...dialogue.texts, [language]: text === '' ? rest : { ...rest, [key]: text } } };
};

/** A step with other properties; one that is undefined goes. */
export const withStep = (
  dialogue: Dialogue,
  id: string,
  change: { [Name in keyof Step]?: Step[Name] | undefined },
): Dialogue => {
  const whole = Object.entries({ ...dialogue.steps[id]!, ...change }).filter(([, value]) => value !== undefined);
  return { ...dialogue, steps: { ...dialogue.steps, [id]: Object.fromEntries(whole) as unknown as Step } };
};

/** A name that no step has. */
const freeName = ({ steps }: Dialogue): string => {
  for (let n = Object.keys(steps).length + 1; ; n += 1) if (!Object.hasOwn(steps, `step_${n}`)) return `step_${n}`;
};

/** A new step behind another, which leads to it from then on where it led straight to one. */
export const addStep = (dialogue: Dialogue, after: string): { dialogue: Dialogue; id: string } => {
  const id = freeName(dialogue);
  const before = dialogue.steps[after];
  const isStraight = before !== undefined && !isBranch(before.next);
  const entries = Object.entries(dialogue.steps).flatMap(([name, step]): [string, Step][] =>
    name === after
      ? [
          [name, isStraight ? { ...step, next: id } : step],
          [id, { next: isStraight ? before.next : null }],
        ]
      : [[name, step]],
  );
  return { dialogue: { ...dialogue, steps: Object.fromEntries(entries) }, id };
};

/** Without a step: whatever led to it leads to what came after it. */
export const removeStep = (dialogue: Dialogue, id: string): Dialogue => {
  const { [id]: gone, ...rest } = dialogue.steps;
  const onward = gone && !isBranch(gone.next) && gone.next !== id ? gone.next : null;
  const lead = (step: string): string | null => (step === id ? onward : step);
  const steps = mapSteps({ ...dialogue, steps: rest }, lead);
  const first = dialogue.first === id ? (onward ?? Object.keys(steps)[0] ?? '') : dialogue.first;
  return { ...dialogue, first, steps, texts: mapTexts(dialogue, key => (key.startsWith(`${id}.`) ? undefined : key)) };
};

/** A step under another name; all that leads to it follows, its texts too. A name that is taken changes nothing. */
export const renameStep = (dialogue: Dialogue, from: string, to: string): Dialogue => {
  if (from === to || Object.hasOwn(dialogue.steps, to)) return dialogue;
  const named = (step: string): string => (step === from ? to : step);
  const moved = (key: string): string => (key.startsWith(`${from}.`) ? `${to}${key.slice(from.length)}` : key);
  const steps = Object.fromEntries(
    Object.entries(mapSteps(dialogue, named)).map(([id, step]) => [
      named(id),
      JSON.parse(JSON.stringify(step), (key, value: unknown) =>
        key === 'say' && typeof value === 'string' ? moved(value) : value,
      ) as Step,
    ]),
  );
  return { ...dialogue, first: named(dialogue.first), steps, texts: mapTexts(dialogue, moved) };
};

const choicesOf = ({ steps }: Dialogue, id: string): Choice[] => steps[id]?.choices ?? [];

/** One more choice of a step, kept as the same variable as the others. */
export const addChoice = (dialogue: Dialogue, id: string): Dialogue => {
  const choices = choicesOf(dialogue, id);
  const taken = new Set(choices.map(({ value }) => value));
  let n = choices.length + 1;
  while (taken.has(String(n))) n += 1;
  return withStep(dialogue, id, { choices: [...choices, { variable: choices[0]?.variable ?? id, value: String(n) }] });
};

/** Where a choice leads: with the first that leads elsewhere than the others the step leads by its answer. */
export const leadChoice = (dialogue: Dialogue, id: string, at: number, to: string | null): Dialogue => {
  const step = dialogue.steps[id]!;
  const choices = choicesOf(dialogue, id);
  const led = choices.map((choice, nth) => [choice, nth === at ? to : leadOf(step, choice)] as const);
  const variables = [...new Set(choices.map(({ variable }) => variable))];
  const cases = variables.map(variable => ({
    variable,
    is: Object.fromEntries(
      led.flatMap(([each, next]) => (each.variable === variable ? [[each.value, next] as const] : [])),
    ),
  }));
  const targets = new Set(led.map(([, next]) => next));
  const otherwise = isBranch(step.next) ? step.next.otherwise : undefined;
  return withStep(dialogue, id, {
    next:
      targets.size === 1 && otherwise === undefined ? to : { cases, ...(otherwise === undefined ? {} : { otherwise }) },
  });
};

/** Where a choice leads now. A way that depends on more than this answer counts as the end; see {@link isPlain}. */
export const leadOf = ({ next }: Step, { variable, value }: Choice): string | null => {
  if (!isBranch(next)) return next;
  const found = next.cases.find(one => one.variable === variable && !one.earlier && Object.hasOwn(one.is, value));
  const to = found ? found.is[value]! : (next.otherwise ?? null);
  return isBranch(to) ? null : to;
};

/** Whether a step leads on straight, or by nothing but its own choices: more than that is edited as JSON. */
export const isPlain = ({ next, asks }: Step): boolean =>
  !isBranch(next) ||
  (asks === 'choice' &&
    (next.otherwise === undefined || !isBranch(next.otherwise)) &&
    next.cases.every(({ earlier, is }) => !earlier && Object.values(is).every(to => !isBranch(to))));

/** A choice with another value; what it leads to follows. */
export const changeValue = (dialogue: Dialogue, id: string, at: number, value: string): Dialogue => {
  const step = dialogue.steps[id]!;
  const choices = choicesOf(dialogue, id);
  const before = choices[at]!;
  const renamed = choices.map((choice, nth) => (nth === at ? { ...choice, value } : choice));
  if (!isBranch(step.next)) return withStep(dialogue, id, { choices: renamed });
  const cases = step.next.cases.map(one => {
    if (one.variable !== before.variable) return one;
    const is = Object.entries(one.is).map(([name, to]) => [name === before.value ? value : name, to] as const);
    return { ...one, is: Object.fromEntries(is) };
  });
  return withStep(dialogue, id, { choices: renamed, next: { ...step.next, cases } });
};

/** Without a choice: the labels of those after it move up, and its way goes with it. */
export const removeChoice = (dialogue: Dialogue, id: string, at: number): Dialogue => {
  const step = dialogue.steps[id]!;
  const choices = choicesOf(dialogue, id);
  const gone = choices[at]!;
  const keys = new Map(choices.map((_, nth) => [choiceKey(id, nth), nth]));
  const texts = mapTexts(dialogue, key => {
    const nth = keys.get(key);
    return nth === undefined || nth < at ? key : nth === at ? undefined : choiceKey(id, nth - 1);
  });
  const next = isBranch(step.next)
    ? {
        ...step.next,
        cases: step.next.cases.map(one => {
          const { [gone.value]: _, ...is } = one.is;
          return one.variable === gone.variable ? { ...one, is } : one;
        }),
      }
    : step.next;
  return withStep({ ...dialogue, texts }, id, { choices: choices.filter((_, nth) => nth !== at), next });
};

/** A dialogue with one more language, in which nothing is said yet. */
export const addLanguage = (dialogue: Dialogue, language: string): Dialogue =>
  dialogue.languages.includes(language)
    ? dialogue
    : { ...dialogue, languages: [...dialogue.languages, language], texts: { ...dialogue.texts, [language]: {} } };
