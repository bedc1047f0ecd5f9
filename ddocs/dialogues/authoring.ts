import type { Doc, Iso } from '../documents/doc.ts';
import { type Dialogue, dialogueId } from './dialogue.ts';

/** Id of what is being written of a dialogue and is not published. */
export const draftId = (id: string): string => `${dialogueId(id)}:draft`;
/** Id of a test of a dialogue that was kept. */
export const testId = (id: string, key: string): string => `${dialogueId(id)}:test:${key}`;
/** Every test of a dialogue lies between these two. */
export const testRange = (id: string): { from: string; to: string } => ({
  from: testId(id, ''),
  to: testId(id, '\ufff0'),
});
/** Id of the act that moves the open runs of a dialogue to a version. */
export const moveId = (id: string, to: number): string => `${dialogueId(id)}:move:${to}`;

/** What is being written. It may be faulty: only what is published must be sound. */
export interface DialogueDraft extends Doc {
  type: 'dialogue-draft';
  dialogue: Dialogue;
  /** The version that it began from; absent for a dialogue that has none. */
  base?: number;
  by: string;
  at: Iso;
}

/** Something done in a try-out: a choice by its value, words, time that goes by, or another language. */
export type TestInput =
  | { do: 'press'; value: string; variable?: string }
  | { do: 'text'; text: string }
  | { do: 'time' }
  | { do: 'language'; language: string };

/** What a try-out came to. */
export interface TestOutcome {
  /** For the beginning and then for each input: the steps that were said, and as what: `c question`. */
  said: string[][];
  /** Each answer, in order: `often=A`. */
  answers: string[];
  state: string;
  /** Where it stands; null at its end. */
  step: string | null;
  actions: string[];
}

/** A try-out that was kept: a dialogue that comes to something else is not published. */
export interface DialogueTest extends Doc {
  type: 'dialogue-test';
  dialogue: string;
  name: string;
  language: string;
  inputs: TestInput[];
  expected: TestOutcome;
  by: string;
  at: Iso;
}

/**
 * `dialogue:<id>:move:<version>`: every open run of an older version goes over to this one. It is carried out page by
 * page, and goes on where it stood after a crash: what was moved is no run of an older version any more.
 */
export interface DialogueMove extends Doc {
  type: 'dialogue-move';
  dialogue: string;
  to: number;
  /** Where runs go whose step is gone, by step; those of a step that is not named keep their version. */
  gone: Record<string, string>;
  state: 'going' | 'done';
  moved: number;
  /** Runs that kept their version. */
  stayed: number;
  by: string;
  at: Iso;
  ended?: Iso;
}
