import type { Dialogue, DialogueVersion, Step } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { type DialogueRunDoc, dialogueRunOf, stepStored } from './stored-run.ts';
import type { Ways } from './walk.ts';

/** What becomes of an open run when it is to go over to another version. */
export type Fate =
  /** It waits for its turn, and begins with the new version. */
  | { is: 'planned' }
  /** It stands where it stood; its question is shown again where it can be answered otherwise now. */
  | { is: 'moves'; again: boolean }
  /** Its step is gone, and it goes on at another. */
  | { is: 'moves elsewhere'; from: string; to: string }
  /** Its step is gone, and nobody said where it should go: it keeps its version. */
  | { is: 'stays'; from: string };

const optionsOf = (step: Step | undefined): string =>
  JSON.stringify([step?.asks ?? null, (step?.choices ?? []).map(({ variable, value }) => [variable, value])]);

/**
 * What becomes of a run.
 * @param before the version that it has; null where that is not known any more
 * @param gone where runs go whose step is gone, by step
 */
export const fateOf = (
  run: DialogueRunDoc,
  before: Dialogue | null,
  after: Dialogue,
  gone: Readonly<Record<string, string>>,
): Fate => {
  if (run.events.length === 0) return { is: 'planned' };
  const { step } = dialogueRunOf(run).standing;
  if (step === null) return { is: 'moves', again: false };
  if (Object.hasOwn(after.steps, step)) {
    const again = optionsOf(before?.steps[step]) !== optionsOf(after.steps[step]);
    return { is: 'moves', again };
  }
  const to = Object.hasOwn(gone, step) ? gone[step] : undefined;
  return to !== undefined && Object.hasOwn(after.steps, to)
    ? { is: 'moves elsewhere', from: step, to }
    : { is: 'stays', from: step };
};

/** A run after it went over to another version, and what is said to it; null where it stays. */
export const movedRun = (
  run: DialogueRunDoc,
  { dialogue, version }: Pick<DialogueVersion, 'dialogue' | 'version'>,
  fate: Fate,
  at: Ms,
  ways: Ways,
): { run: DialogueRunDoc; said: Report[] } | null => {
  if (fate.is === 'stays') return null;
  const over: DialogueRunDoc = { ...run, what: { ...run.what, version } };
  if (fate.is === 'planned') return { run: over, said: [] };
  const { standing, events } = dialogueRunOf(run);
  const event = {
    id: `moved to ${version}`,
    at: Math.max(at, events.at(-1)?.at ?? 0),
    kind: 'moved' as const,
    version,
    standing,
    ...(fate.is === 'moves elsewhere' ? { to: fate.to } : fate.again ? { again: true as const } : {}),
  };
  const next = stepStored(over, dialogue, event, ways);
  return { run: { ...next.run, events: [...run.events, event], changed: event.at }, said: next.said };
};
