import type { Doc, Iso } from '../documents/doc.ts';
import type { Expression } from './expression.ts';

/** The schema of dialogues as they are stored now. */
export const dialogueSchema = 1;

/** Where a step leads: the id of a step, the end (null), or by an answer. */
export type Next = string | null | Branch;

/** Where an answer leads. The first case counts whose variable was answered with one of its values. */
export interface Branch {
  cases: {
    variable: string;
    /** Asks an answer given earlier in the same dialogue, rather than the one just given. */
    earlier?: true;
    is: Record<string, Next>;
  }[];
  /** Where any other answer leads; absent where there must be none. */
  otherwise?: Next;
}

/** What somebody may press. Its label is the text `<step>.choice.<n>`. */
export interface Choice {
  /** The variable that the answer is kept as. */
  variable: string;
  value: string;
  /** It is offered only where this holds. */
  when?: Expression;
}

/** What a typed answer must be. Digits of any script are taken. */
export type AnswerKind = 'text' | 'number' | 'time' | 'date';

/** A picture or a document that goes with a step. */
export interface StepMedia {
  kind: 'photo' | 'document';
  /** Name of the attachment; where each language has its own, it is the text `<step>.file`. */
  file?: string;
}

/**
 * One thing that is said, and perhaps asked. Its words are the text `<step>.text`; other texts begin with the id of the
 * step likewise: `.choice.<n>`, `.explain` (after a wrong answer), `.nudge`, `.file`, `.waiting`.
 */
export interface Step {
  /** What is waited for: a choice, or words; absent where the dialogue goes straight on. */
  asks?: 'choice' | 'text';
  choices?: Choice[];
  /** Of a typed answer: the variable that it is kept as. */
  variable?: string;
  is?: AnswerKind;
  /** What somebody types who would rather not say; nothing is kept then. */
  decline_value?: string;
  media?: StepMedia[];
  /** Seconds until the next step; as long as reading takes where not given. */
  wait?: number;
  next: Next;
  /** Field of the profile in which the answer is kept; the value `dontsave` leaves it as it was. */
  save?: string;
  /** Pieces of text that fill `{name}` in the texts of the step. */
  display?: Record<string, Expression>;
  /** What is done once this is said, or answered, by name: `legal_yes`. */
  action?: string;
  /** Hours without an answer after which the question is asked once more. */
  nudge_after?: number;
  /** Hours without an answer after which it goes on elsewhere. */
  timeout?: { after: number; next: Next };
  /** Hours without an answer after which the run ends. */
  expires?: number;
  /** How many wrong answers are explained; what follows the last one. @default as often as they come */
  attempts?: { most: number; after: 'decline' | 'hand_over' | { next: Next } };
  /** A person takes over here; the exit by which she gives it back says how it goes on. */
  hand_over?: { exits?: Record<string, Next> };
  /**
   * Draws a value, such as an arm of an experiment, by weights: the same person gets the same one whenever it is drawn. It is
   * kept as an answer of `variable`, on which `next` may branch; with `save: 'arm'` it is the place where she belongs.
   */
  assign?: { variable: string; weights: Record<string, number>; experiment?: string };
  /** Variables that are worked out when the step is come to, and kept as answers. */
  set?: { variable: string; to: Expression }[];
  /** Labels that lie side by side or one below the other. @default by their length */
  layout?: 'rows' | 'row';
}

/** A picture or document that a dialogue brings, kept in a document of its own, which never changes. */
export interface DialogueFile {
  /** Id of its document, `file:…`. */
  id: string;
  mime: string;
  /** Bytes. */
  size: number;
}

/** The logic of a dialogue, and its texts apart: `texts.en['a.text']`. */
export interface Dialogue {
  schema_version: typeof dialogueSchema;
  id: string;
  /** What kind it is, such as `user_settings`, `training`, `story`, `consent`. */
  kind?: string;
  languages: string[];
  first: string;
  steps: Record<string, Step>;
  texts: Record<string, Record<string, string>>;
  /** It may be had again. */
  repeatable?: boolean;
  /** It is never picked by chance. */
  skip?: boolean;
  /** What it is worth. */
  points?: Expression;
  /** Hours without an answer after which a run ends; an expiry of a step wins. */
  expires?: number;
  /** What its media are, by the names that its steps use. One that is named and is not here is not sent. */
  files?: Record<string, DialogueFile>;
}

/** Id of the document that points to the newest version of a dialogue. */
export const dialogueId = (id: string): string => `dialogue:${id}`;
/** Id of a version, which never changes once it is there. */
export const versionId = (id: string, version: number): string => `dialogue:${id}:${version}`;
/** Every document of dialogues lies between these two. */
export const dialogueRange = { from: 'dialogue:', to: 'dialogue:\ufff0' } as const;

/** What is known of a version without reading it. */
export interface PublishedVersion {
  version: number;
  published: Iso;
  by?: string;
  hash: string;
  /** What is new in it, in the words of the one who published it. */
  note?: string;
}

/** `dialogue:<id>`: which version is the newest. */
export interface DialoguePointer extends Doc {
  type: 'dialogue';
  dialogue: string;
  newest: number;
  /** Each version, the oldest first. */
  versions: PublishedVersion[];
}

/** `dialogue:<id>:<version>`. */
export interface DialogueVersion extends Doc {
  type: 'dialogue-version';
  dialogue: Dialogue;
  version: number;
  published: Iso;
  by?: string;
  note?: string;
  /** Of what it says: the same dialogue is not published twice in a row. */
  hash: string;
}
