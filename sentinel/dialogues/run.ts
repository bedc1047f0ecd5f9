import type { Ms } from '@rounds/ddocs/documents/doc.ts';

/** Something that happened to a run. The same happening has the same id, whoever tells it. */
export type DialogueEvent = { id: string; at: Ms } & (
  | { kind: 'begin' }
  /** A button: of the question that was asked as number `turn`, the choice with this place in the step's list. */
  | { kind: 'press'; turn: number; choice: number }
  | { kind: 'text'; text: string }
  /** Something that is no text, by its kind: `photo`. */
  | { kind: 'media'; media: string }
  /** Time went by. */
  | { kind: 'tick' }
  /** A silence ended, or somebody asked for it: the open question is shown again. */
  | { kind: 'show' }
  | { kind: 'language'; language: string }
  /** A person who had taken over gives it back, by an exit. */
  | { kind: 'released'; exit?: string }
  | { kind: 'stop'; state: 'left' | 'expired' | 'declined' }
  /**
   * It went over to another version, where it stood so. What happened before is not thought over again: the words of
   * that time were of another version. Its question is shown `again` where it can be answered otherwise now; it goes on
   * `to` another step where its own is gone.
   */
  | { kind: 'moved'; version: number; standing: Standing; again?: true; to?: string }
);

/** How a run stands. `held` is for a person who took over. */
export type RunState = 'open' | 'held' | 'done' | 'declined' | 'expired' | 'left';

/** An answer that was given. */
export interface Answer {
  variable: string;
  value: string;
  step: string;
  at: Ms;
  /** Of a choice: its place in the step's list. */
  choice?: number;
  /** The person would rather not say: there is no value. */
  declined?: true;
  /** Field of the profile that it is kept in. */
  save?: string;
}

/** What the events of a run come to. */
export interface Standing {
  state: RunState;
  /** Where it is; null before it began and when it is over. */
  step: string | null;
  /** How many questions were asked. */
  turn: number;
  answers: Answer[];
  /** Wrong answers to the open question. */
  attempts: number;
  /** When the open question was asked. */
  asked?: Ms;
  /** Key of the last saying with something to press: its buttons go once it is answered. */
  keyboard?: string;
  nudged?: true;
  /** It rests between two steps until then. */
  wakes?: Ms;
  /** When time is to tell next. */
  due?: Ms;
  language: string;
  /** Why it is over or held, where that is not plain: `no branch`, `too many steps`, `attempts`. */
  why?: string;
  /** What is to be done, by name, in order. */
  actions: string[];
}

/** Somebody's way through a version of a dialogue. */
export interface DialogueRun {
  id: string;
  dialogue: string;
  version: number;
  /** Language in which it begins. */
  language: string;
  /** Whose it is: by it lots are drawn. */
  who?: string;
  events: DialogueEvent[];
  standing: Standing;
}

/** Something that is said in a run. */
export interface Saying {
  /** Made from step and event: the same saying has the same key. */
  key: string;
  step: string;
  as: 'said' | 'question' | 'explained' | 'nudge' | 'again';
  /** As its author wrote it, with places filled. */
  text: string;
  language: string;
  /** What may be pressed; of the question with this number. */
  choices: { label: string; value: string; choice: number }[];
  turn: number;
  media: { kind: 'photo' | 'document'; file: string }[];
  layout?: 'rows' | 'row';
  /** Not before then. */
  due: Ms;
}

/** How what was written or pressed was understood. */
export type Heard =
  | 'answer'
  | 'wrong'
  /** It belongs to a question that is no longer open. */
  | 'closed'
  /** It means nothing to the run: others may read it. */
  | 'nothing';

/** A run that has not begun. */
export const newRun = (given: Pick<DialogueRun, 'id' | 'dialogue' | 'version' | 'language' | 'who'>): DialogueRun => ({
  ...given,
  events: [],
  standing: {
    state: 'open',
    step: null,
    turn: 0,
    answers: [],
    attempts: 0,
    language: given.language,
    actions: [],
  },
});

/** Whether nothing can happen to a run any more. */
export const isOver = ({ state }: Pick<Standing, 'state'>): boolean => state !== 'open' && state !== 'held';
