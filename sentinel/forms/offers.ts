import { evaluate, unknown } from './expression/evaluate.ts';
import { callables } from './expression/functions.ts';
import { type Node, read } from './expression/read.ts';

/** What the expression of a form sees. A value that a device does not have is left out, and then decides nothing. */
export interface OfferScope {
  /** The contact in view; undefined where there is none. */
  contact?: unknown;
  /** Contact of the user, with the places above it. */
  user?: unknown;
  /** The `context` of the contact summary. */
  summary?: unknown;
  userSummary?: unknown;
}

const readBefore = new Map<string, Node | Error>();

const known = (expression: string): Node | Error => {
  const before = readBefore.get(expression);
  if (before) return before;
  let node: Node | Error;
  try {
    node = read(expression);
  } catch (error) {
    node = error as Error;
  }
  readBefore.set(expression, node);
  return node;
};

/**
 * Why the expression of a form cannot be read; undefined for one that can. Such a form is offered to nobody: the person
 * who brings it in is to be told.
 */
export const offerFault = (expression: string | undefined): string | undefined => {
  const node = expression?.trim() ? known(expression) : undefined;
  return node instanceof Error ? node.message : undefined;
};

/**
 * Whether a form is offered, by the `expression` of its context. An expression that cannot be read, or fails, says no,
 * as in CHT. One that hangs on what this device does not know says yes: a form that is offered once too often can be
 * left, one that is missing cannot be found.
 * @param now the moment of asking, for ages
 */
export const offers = (expression: string | undefined, scope: OfferScope, now: number): boolean => {
  if (!expression?.trim()) return true;
  const node = known(expression);
  if (node instanceof Error) return false;
  const unless = { user: unknown, summary: unknown, userSummary: unknown };
  try {
    const value = evaluate(node, { values: { ...unless, ...scope }, functions: callables(new Date(now)) });
    return value === unknown || Boolean(value);
  } catch {
    return false;
  }
};

/** For whom a form document says that it is: the parts of `context` that need no evaluation. */
export interface FormContext {
  person?: unknown;
  place?: unknown;
}

/**
 * Whether a form is about such a contact, as CHT reads it: a form that says yes to the one and nothing of the other is
 * for the one alone; a form that says nothing of either is for both.
 */
export const isAbout = (context: FormContext | null | undefined, about: 'person' | 'place'): boolean => {
  const [own, other] = [context?.[about], context?.[about === 'person' ? 'place' : 'person']];
  return own === undefined || own === null ? !other : Boolean(own);
};
