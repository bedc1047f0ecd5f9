import type { Address } from '../documents/addresses.ts';
import type { Doc, Ms } from '../documents/doc.ts';

/** Where somebody stands who is being asked something, question by question, in a chat or by SMS. */
export interface Run extends Doc {
  /** `run:` and 22 signs of base64url, made from what began it: the same cause begins no second one. */
  _id: string;
  type: 'run';
  what: RunOf;
  /** Where she is asked. */
  address: Address;
  /** Id of the contact who is asked. */
  contact?: string;
  /** The user whose permissions count, at each step anew; absent for somebody who is linked without a user. */
  user?: string;
  /** Code of the language in which she is asked. */
  language: string;
  state: RunState;
  /** All that happened, oldest first; nothing is ever taken out. */
  events: RunEvent[];
  /** Number of the question that is asked now, counted up with each: a button of another one is too late. */
  turn: number;
  /** What the buttons of that question stand for, in the order of their numbers. */
  choices: string[];
  /** When something is to happen though nobody says anything. */
  due?: Ms;
  /** What follows from the events for a dialogue; its work alone looks inside. */
  derived?: unknown;
  /** How far a form is filled in, and what was looked at on the way; its work alone looks inside. */
  form?: unknown;
  started: Ms;
  changed: Ms;
}

/** What somebody is asked: a form, a dialogue, or what she wants to do. */
export type RunOf =
  | { is: 'form'; form: string; version?: unknown; contact?: string }
  | { is: 'dialogue'; dialogue: string; version: string | number }
  | { is: 'desk' };

/**
 * `held` while a person of the staff has taken over. The others are ends: answered, answered with no, nobody answered in
 * time, left by the person herself.
 */
export type RunState = 'open' | 'held' | 'done' | 'declined' | 'expired' | 'left';

/** Something that happened to a run: somebody wrote or pressed a button, time went by. */
export interface RunEvent {
  /** Made from its cause, so that one that comes twice counts once. */
  id: string;
  at: Ms;
  /** What it was, in the words of the work that steps the run. */
  kind: string;
  [more: string]: unknown;
}

/** Most that a run may hold, in bytes of JSON. */
export const largestRun = 256 * 1024;

/** Whether a run has ended: nothing that happens changes it any more. */
export const hasEnded = ({ state }: Pick<Run, 'state'>): boolean => state !== 'open' && state !== 'held';

/** What happened by two leaves of a document as one: each event once, by moment and then by id. */
export const unitedEvents = <E extends { id: string; at: Ms }>(one: readonly E[], other: readonly E[]): E[] =>
  [...new Map([...one, ...other].map(event => [event.id, event])).values()].sort(
    (a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
