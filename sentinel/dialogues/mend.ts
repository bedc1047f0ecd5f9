import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Mend } from '../engine/rule-set.ts';
import { mergedRuns } from './step.ts';
import { type DialogueRunDoc, dialogueRunOf, isDialogueRun, withStep } from './stored-run.ts';
import type { Ways } from './walk.ts';

/** A run of which two leaves were merged holds all events of both; what they come to is thought over with its dialogue. */
export const dialoguesMend: Mend = {
  concerns: isDialogueRun,
  again: doc => {
    const run = doc as DialogueRunDoc;
    return { ...run, derived: { ...run.derived, torn: true } };
  },
};

/** A run as its events have it, whatever two leaves made of their own halves. */
export const wholeRun = (run: DialogueRunDoc, dialogue: Dialogue, ways: Ways): DialogueRunDoc => {
  const bare = dialogueRunOf(run);
  const { torn: _, ...derived } = run.derived ?? {};
  return withStep({ ...run, derived }, mergedRuns(dialogue, bare, bare, ways));
};
