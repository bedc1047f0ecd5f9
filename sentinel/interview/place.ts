import type { NoAnswer } from './read-answer.ts';

/** Where somebody stands in a form: small, and kept between two answers. */
export interface Place {
  /** Where the question stands that is asked; undefined at the end, where all is read again and sent. */
  at?: string;
  /** Which page of the choices is shown, counted from 0. */
  page: number;
  /** Whom a question for a contact found, by the words that were written. */
  found?: Found;
  /** What choices are narrowed down to, by words that fit several; of an order, what stands in it already. */
  narrowed?: readonly string[];
}

/** Contacts among whom one is to be chosen. */
export interface Found {
  words: string;
  people: readonly { id: string; name: string; place: string }[];
  /** How many there are in all. */
  all: number;
}

/** What somebody does about the question that is asked. */
export type Input =
  | { is: 'text'; text: string }
  /** A button: {@link buttons} say which there are. */
  | { is: 'button'; button: string };

/**
 * What buttons say. `=` and `~` stand before the value of a choice: the one answers, the other takes it in or out;
 * `page:` stands before the number of a page.
 */
export const buttons = {
  choose: (value: string): string => `=${value}`,
  toggle: (value: string): string => `~${value}`,
  page: (number: number): string => `page:${number}`,
  done: 'done',
  keep: 'keep',
  skip: 'skip',
  back: 'back',
  add: 'add',
  remove: 'remove',
  goOn: 'on',
  send: 'send',
  cancel: 'cancel',
} as const;

/** Why somebody stays at a question. */
export type Fault =
  | { is: 'unread'; why: NoAnswer }
  | { is: 'required' | 'constraint'; words: string }
  /** Nobody is found by these words. */
  | { is: 'nobody'; words: string };

/** What follows from what somebody did. */
export interface Stepped {
  place: Place;
  fault?: Fault;
  /** She is through, or gives the form up. */
  end?: 'send' | 'cancel';
}
