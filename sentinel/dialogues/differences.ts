import type { Dialogue, Step } from '@rounds/ddocs/dialogues/dialogue.ts';

/** Something in which a dialogue differs from another version of it. */
export interface DialogueDifference {
  /** Absent for what holds for the whole dialogue. */
  step?: string;
  kind: 'added' | 'removed' | 'changed';
  /** A property of the step or of the dialogue, or the key of a text; absent where the whole step is new or gone. */
  what?: string;
  /** Of a text: its language. */
  language?: string;
  before?: string;
  after?: string;
}

const said = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 1));
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const changed = (what: string, before: unknown, after: unknown): DialogueDifference[] =>
  isSame(before, after)
    ? []
    : [
        {
          kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
          what,
          ...(before === undefined ? {} : { before: said(before) }),
          ...(after === undefined ? {} : { after: said(after) }),
        },
      ];

const namesOf = (...objects: object[]): string[] => [...new Set(objects.flatMap(Object.keys))];

const inStep = (a: Step | undefined, b: Step | undefined): DialogueDifference[] => {
  if (!a || !b) return a === b ? [] : [{ kind: a ? 'removed' : 'added' }];
  return namesOf(a, b).flatMap(name => changed(name, a[name as keyof Step], b[name as keyof Step]));
};

/** The texts of a step by language, without the name of the step before each. */
const textsOf = ({ texts }: Dialogue, language: string, step: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts[language] ?? {}).flatMap(([key, text]) =>
      key.startsWith(`${step}.`) ? [[key.slice(step.length + 1), text] as const] : [],
    ),
  );

const inTexts = (a: Dialogue, b: Dialogue, step: string): DialogueDifference[] =>
  namesOf(a.texts, b.texts).flatMap(language => {
    const [before, after] = [textsOf(a, language, step), textsOf(b, language, step)];
    return namesOf(before, after).flatMap(key =>
      changed(key, before[key], after[key]).map(difference => ({ ...difference, language })),
    );
  });

const properties = ['kind', 'languages', 'first', 'repeatable', 'skip', 'points', 'expires', 'files'] as const;

/**
 * In what a dialogue differs from what it was: the whole first, then step by step in the order of the later one, with the
 * words by language.
 */
export const differencesBetween = (before: Dialogue, after: Dialogue): DialogueDifference[] => [
  ...properties.flatMap(name => changed(name, before[name], after[name])),
  ...namesOf(after.steps, before.steps).flatMap(step =>
    [...inStep(before.steps[step], after.steps[step]), ...inTexts(before, after, step)].map(difference => ({
      step,
      ...difference,
    })),
  ),
];
