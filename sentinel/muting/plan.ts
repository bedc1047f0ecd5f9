import type { UnmutePolicy } from '@rounds/config/sections/muting.ts';
import type { MutedBy } from '@rounds/ddocs/documents/contacts.ts';
import type { MutingEvent, MutingMoment } from '@rounds/ddocs/documents/infodocs.ts';
import { isLater } from '../reports/moments.ts';
import { fold } from './fold.ts';
import { type ToldEntry, when } from './history.ts';
import { type MutingOutcome, type MutingStep, step } from './mute-unmute.ts';
import { settledBy } from './muted-state.ts';
import { eventsOf, type Known, type Knowns, momentOf, stateOf } from './past.ts';
import type { Tree } from './tree.ts';

/** What a report, or several of one tree, come to: pure facts for the engine to write. */
export interface MutingPlan {
  /** What each report came to at its moment. */
  steps: MutingStep[];
  /** The state in which each contact is to be; contacts that are not named stay as they are. */
  wanted: Map<string, MutedBy | null>;
  /** What the history of each contact is to tell. */
  told: Map<string, ToldEntry[]>;
  /** Reports whose entries are exactly those of `told`; undefined on the short way, where entries are only added. */
  folded?: ReadonlySet<string>;
}

/** How far a report reaches: the place from which it can be settled. */
export interface Reach {
  /** Topmost contact among the subject and the places above that was muted at the moment of the report or later. */
  top: string;
  /** Topmost of them that any report ever concerned: the tree to fold when the report came late. */
  component: string;
  /** Whether a report made later is known in the tree under `top`: then the tree is folded. */
  late: boolean;
}

/**
 * How far a report reaches, from the subject and the places above it alone. While every place above was unmuted at the
 * moment of the report and ever since, nothing outside the subject's own tree can matter to it.
 * @param lineage the subject first, then the places above, nearest first
 */
export const reachOf = (lineage: readonly Known[], event: MutingEvent): Reach => {
  const concerned = lineage.map(known => ({
    id: known.contact._id,
    latest: known.info?.muting_latest,
    ...concern(known, event),
  }));
  const subject = concerned[0]!;
  const top = concerned.findLast(({ now, since }) => now || since) ?? subject;
  const component = concerned.findLast(({ now, ever }) => now || ever) ?? subject;
  return {
    top: top.id,
    component: component.id,
    late: isLaterThan(top.latest, event) || concerned.some(({ since }) => since),
  };
};

/**
 * How reports other than this one concerned a contact: whether it is muted now, whether one was made at its moment or
 * later, whether there is any.
 */
const concern = ({ contact, info }: Known, { report_id, reported_date }: MutingEvent) => {
  const isOther = (one: { report_id?: string }) => one.report_id !== report_id;
  const moments = [
    ...(info?.muting_history ?? []).filter(isOther).map(when),
    ...(info?.muting_events ?? []).filter(isOther).map(event => event.reported_date),
  ];
  const by = settledBy(contact, info, report_id);
  const bare = by && moments.length === 0 ? [by.reported_date ?? momentOf(contact.muted)] : [];
  return { now: by !== null, since: [...moments, ...bare].some(at => at >= reported_date), ever: moments.length > 0 };
};

const isLaterThan = (latest: MutingMoment | undefined, event: MutingEvent): boolean =>
  latest?.report_id !== event.report_id && isLater(latest, event);

/**
 * What the newest report of a tree comes to: the state as the documents tell it, and one step.
 * @param tree the places above the subject, and everyone under the root of the cascade, as far as the caller knows it
 * yet
 * @param resumed root of a cascade that a crash broke off: it goes down from there again
 */
export const planNewest = (
  tree: Tree,
  knowns: Knowns,
  event: MutingEvent,
  policy: UnmutePolicy,
  resumed?: string,
): MutingPlan => {
  const state = stateOf(tree, knowns, event.report_id);
  if (resumed !== undefined && !event.muted && !state.muted.has(resumed)) state.muted.set(resumed, { root: resumed });
  const before = new Map(state.muted);
  const done = step(tree, state, event, policy);
  const wanted = new Map<string, MutedBy | null>(done.reached.map(id => [id, state.muted.get(id) ?? null]));
  for (const [id, by] of state.muted) if (before.get(id) !== by) wanted.set(id, by);
  const told = new Map(done.reached.map(id => [id, [entryOf(done)]]));
  return { steps: [done], wanted, told };
};

/**
 * What a tree comes to in which reports came late: everything from the beginning, in the order in which the reports
 * were made.
 */
export const planFold = (
  tree: Tree,
  knowns: Knowns,
  events: readonly MutingEvent[],
  policy: UnmutePolicy,
): MutingPlan => {
  const past = eventsOf(tree, knowns);
  const isNew = (report: string) => events.some(({ report_id }) => report_id === report);
  const all = [...past.events.filter(({ report_id }) => !isNew(report_id)), ...events];
  const folded = new Set([...past.logged, ...events.map(({ report_id }) => report_id)]);
  const { state, steps } = fold(tree, all, policy);
  const told = new Map<string, ToldEntry[]>([...knowns.keys()].map(id => [id, []]));
  for (const done of steps)
    if (folded.has(done.event.report_id)) for (const id of done.reached) told.get(id)?.push(entryOf(done));
  const concerned = [...knowns.keys()].filter(
    id => state.muted.has(id) || told.get(id)!.length > 0 || wasConcerned(knowns.get(id)!),
  );
  return { steps, wanted: new Map(concerned.map(id => [id, state.muted.get(id) ?? null])), told, folded };
};

const wasConcerned = ({ contact, info }: Known): boolean =>
  settledBy(contact, info) !== null || (info?.muting_history?.length ?? 0) > 0;

const entryOf = ({ event: { muted, report_id, reported_date, scope }, root }: MutingStep): ToldEntry => ({
  muted,
  report_id,
  reported_date,
  root,
  ...(scope ? { scope } : {}),
});

/**
 * What the reporter is told: what the report did at its moment, unless a later report, settled before, has the last
 * word; then how the contact stands. A report that a device carried out already is told its success, as CHT does.
 */
export const answerOf = (done: MutingStep, standsMuted: boolean, late: boolean, onDevice: boolean): MutingOutcome => {
  const { outcome, event } = done;
  if (outcome === 'muted_in_lineage') return outcome;
  if (late && standsMuted !== event.muted) return standsMuted ? 'already_muted' : 'already_unmuted';
  if (onDevice && outcome === 'already_muted') return 'mute';
  if (onDevice && outcome === 'already_unmuted') return 'unmute';
  return outcome;
};
