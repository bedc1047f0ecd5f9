import words from '@rounds/config/dialogues/words.json' with { type: 'json' };
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import { readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { type DialogueEvent, type DialogueRun, newRun, type Saying } from '@rounds/sentinel/dialogues/run.ts';
import { type Stepped, step } from '@rounds/sentinel/dialogues/step.ts';
import type { Ways } from '@rounds/sentinel/dialogues/walk.ts';

export const atOnce: Ways = { words, pacing: null };
export const hour = 3_600_000;

/** What happened to a run, without the parts that are all the same for a story. */
type Bare<E = DialogueEvent> = E extends DialogueEvent ? Omit<E, 'id' | 'at'> : never;

/** A dialogue that must be readable. */
export const dialogueOf = (given: unknown): Dialogue => {
  const { dialogue, findings } = readDialogue(given);
  if (!dialogue) throw new Error(JSON.stringify(findings));
  return dialogue;
};

/** Somebody who goes through a dialogue, minute by minute. */
export const going = (given: unknown, ways: Ways = atOnce, language = 'en') => {
  const dialogue = dialogueOf(given);
  let run: DialogueRun = newRun({ id: 'run:1', dialogue: dialogue.id, version: 1, language });
  let at = 1_000_000;
  let last: Stepped | undefined;
  const happens = (event: Bare, later = 60_000): Saying[] => {
    at += later;
    last = step(dialogue, run, { id: `e${run.events.length}`, at, ...event } as DialogueEvent, ways);
    run = last.run;
    return last.say;
  };
  return {
    happens,
    texts: (event: Bare, later?: number) => happens(event, later).map(({ text }) => text),
    begin: () => happens({ kind: 'begin' }),
    write: (text: string) => happens({ kind: 'text', text }).map(saying => saying.text),
    press: (choice: number, turn = run.standing.turn) =>
      happens({ kind: 'press', turn, choice }).map(({ text }) => text),
    heard: () => last?.heard,
    run: () => run,
    standing: () => run.standing,
    values: () => run.standing.answers.map(({ variable, value }) => `${variable}=${value}`),
    dialogue,
  };
};
