import type { UnmutePolicy } from '@rounds/config/sections/muting.ts';
import type { MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import { subtree, type Tree, upward } from './tree.ts';

/** Who is muted, at one moment. */
export interface MutingState {
  /** Muted contacts, with the report that muted each first. */
  muted: Map<string, MutedBy>;
  /** Mutes that were asked for each contact itself and not lifted since: what `restore` goes by. */
  own: Map<string, MutedBy[]>;
}

export const nobodyMuted = (): MutingState => ({ muted: new Map(), own: new Map() });

/** What a report came to. */
export type MutingOutcome = 'mute' | 'unmute' | 'already_muted' | 'already_unmuted' | 'muted_in_lineage';

/** What a report did at its moment. */
export interface MutingStep {
  event: MutingEvent;
  outcome: MutingOutcome;
  /** From where the cascade went down; the subject itself when there was none. */
  root: string;
  /** Contacts whose history tells of this report: all that it reached, muted before or not; the root first. */
  reached: string[];
}

/** Whether a mute of a contact goes down to who is below it. */
const goesDown = (by: MutedBy | undefined): boolean => !!by && by.scope !== 'self';

/**
 * The topmost muted contact among a contact and the places above it; undefined when none is muted. A gap between does
 * not stop the climb; nor does a place count that is muted for itself alone.
 */
export const topmostMuted = (tree: Tree, state: MutingState, id: string): string | undefined =>
  upward(tree, id)
    .filter(at => (at === id ? state.muted.has(at) : goesDown(state.muted.get(at))))
    .at(-1);

/**
 * What one report does to a state, which it changes in place.
 *
 * A mute reaches everyone under its subject. An unmute reaches everyone under the topmost muted place, by `policy`:
 * `topmost` lifts all, `restore` leaves those muted by a report of their own, `refuse` lifts nothing when a place above
 * is muted. An event about a contact alone reaches that contact, and no policy matters.
 * See README.md, "What an unmute lifts".
 */
export const step = (tree: Tree, state: MutingState, event: MutingEvent, policy: UnmutePolicy): MutingStep =>
  event.muted ? mute(tree, state, event) : unmute(tree, state, event, policy);

const mute = (tree: Tree, state: MutingState, event: MutingEvent): MutingStep => {
  const { subject } = event;
  const by = mutedBy(event);
  state.own.set(subject, [...(state.own.get(subject) ?? []), by]);
  const before = state.muted.get(subject);
  const widens = event.scope !== 'self' && before?.scope === 'self';
  if (before && !widens) return { event, outcome: 'already_muted', root: subject, reached: [] };
  const reached = event.scope === 'self' ? [subject] : subtree(tree, subject);
  for (const id of reached) if (!state.muted.has(id)) state.muted.set(id, by);
  if (widens) state.muted.set(subject, by);
  return { event, outcome: 'mute', root: subject, reached };
};

/** What the id of an event begins with that stands for a report nobody remembers: it is never written anywhere. */
export const unknownReport = 'unknown: ';

const mutedBy = ({ report_id, subject, reported_date, sender, scope }: MutingEvent): MutedBy => ({
  ...(report_id.startsWith(unknownReport) ? {} : { report_id }),
  root: subject,
  reported_date,
  ...(sender ? { sender } : {}),
  ...(scope ? { scope } : {}),
});

const unmute = (tree: Tree, state: MutingState, event: MutingEvent, policy: UnmutePolicy): MutingStep => {
  const { subject } = event;
  if (event.scope === 'self') return unmuteAlone(tree, state, event);
  const root = topmostMuted(tree, state, subject);
  if (root === undefined) return { event, outcome: 'already_unmuted', root: subject, reached: [] };
  if (policy === 'refuse' && root !== subject) return { event, outcome: 'muted_in_lineage', root, reached: [] };
  const reached = policy === 'restore' ? lift(tree, state, subject, root) : subtree(tree, root);
  for (const id of reached) {
    state.muted.delete(id);
    state.own.delete(id);
  }
  return { event, outcome: 'unmute', root, reached };
};

/**
 * The contact itself is freed, whoever muted it; nobody below is. In a place that is muted with everyone in it nobody
 * is freed alone.
 */
const unmuteAlone = (tree: Tree, state: MutingState, event: MutingEvent): MutingStep => {
  const { subject } = event;
  const root = topmostMuted(tree, state, subject);
  if (root !== undefined && root !== subject) return { event, outcome: 'muted_in_lineage', root, reached: [] };
  const was = state.muted.delete(subject);
  state.own.delete(subject);
  return { event, outcome: was ? 'unmute' : 'already_unmuted', root: subject, reached: was ? [subject] : [] };
};

/**
 * Whom an unmute frees under `restore`. The subject and the places up to the root are freed whatever was asked for
 * them.
 */
const lift = (tree: Tree, state: MutingState, subject: string, root: string): string[] => {
  const freed: string[] = [];
  const path = upward(tree, subject);
  for (const id of path) state.own.delete(id);
  const visit: { id: string; still: readonly MutedBy[] }[] = [{ id: root, still: [] }];
  const seen = new Set<string>();
  for (let at = visit.pop(); at; at = visit.pop()) {
    if (seen.has(at.id)) continue;
    seen.add(at.id);
    const still = [...at.still, ...(state.own.get(at.id) ?? [])];
    const now = state.muted.get(at.id);
    if (still.length === 0) freed.push(at.id);
    else if (now && !still.some(({ report_id }) => report_id === now.report_id)) state.muted.set(at.id, still[0]!);
    const downwards = still.filter(goesDown);
    for (const id of tree.children.get(at.id) ?? []) visit.push({ id, still: downwards });
  }
  return freed;
};
