import type { TaskState } from '@rounds/ddocs/documents/reports.ts';
import { idFrom } from '@rounds/sentinel/engine/cause.ts';
import { wellFormed } from '@rounds/sentinel/reading/well-formed.ts';
import type { Incoming } from './inbox.ts';
import type { StateUpdate } from './outgoing.ts';

/** More than the longest SMS can have: 255 parts of 153 characters. */
export const longestText = 50_000;
/** A longer id is no id of any gateway; its digest stands for it, so that a document holds it. */
const longestId = 1000;
/** Longer than any number or name of a sender. */
const longestSender = 500;

const states: ReadonlyMap<unknown, TaskState> = new Map<unknown, TaskState>([
  ['UNSENT', 'received-by-gateway'],
  ['PENDING', 'forwarded-by-gateway'],
  ['SENT', 'sent'],
  ['DELIVERED', 'delivered'],
  ['FAILED', 'failed'],
]);

/** What a gateway's status means. */
export const stateOf = (status: unknown, reason?: unknown): Pick<StateUpdate, 'state' | 'details'> => {
  const state = states.get(status);
  if (state === undefined) return { state: 'unrecognised', details: { gateway_status: wordsOf(status, 200) } };
  return state === 'failed' ? { state, details: { reason: wordsOf(reason) } } : { state };
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : value == null ? '' : JSON.stringify(value);

/**
 * What somebody else says of a message, as text that CouchDB takes: a half of a character would hold up every later
 * poll.
 */
export const wordsOf = (value: unknown, longest = 1000): string => wellFormed(textOf(value).slice(0, longest));

/** Text or a number as text that CouchDB takes; empty for anything else. */
const plain = (value: unknown): string =>
  typeof value === 'string' ? wellFormed(value) : typeof value === 'number' ? String(value) : '';

/** A message as a gateway sends it; undefined for one that lacks its id, its sender or its text. */
export const messageIn = (entry: unknown): Incoming | undefined => {
  const { id, from, content } = (entry ?? {}) as Record<string, unknown>;
  const ref = plain(id);
  const message = {
    id: ref.length > longestId ? idFrom('long', ref) : ref,
    from: plain(from).slice(0, longestSender),
    content: plain(content).slice(0, longestText),
  };
  return message.id && message.from.trim() && message.content ? message : undefined;
};

/** An update as a gateway sends it; undefined for one that names no message. */
export const updateIn = (entry: unknown): StateUpdate | undefined => {
  const { id, status, reason } = (entry ?? {}) as Record<string, unknown>;
  return plain(id) ? { id: plain(id), ...stateOf(status, reason) } : undefined;
};
