import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEntry, MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import { inOrder, when } from './history.ts';
import { type MutingState, nobodyMuted, unknownReport } from './mute-unmute.ts';
import { isClaimed, settledBy } from './muted-state.ts';
import type { Tree } from './tree.ts';

/** A contact with its infodoc, which it may not have. */
export interface Known {
  contact: Contact;
  info: InfoDoc | null;
}

/** What is known of a tree. */
export type Knowns = ReadonlyMap<string, Known>;

/**
 * The state of a tree as its documents tell it: the start of the short way, when a report is the newest.
 * @param except a report to leave out: that which is being settled
 */
export const stateOf = (tree: Tree, knowns: Knowns, except?: string): MutingState => {
  const state = nobodyMuted();
  const reports = new Map<string, Set<string>>();
  for (const [id, { contact, info }] of knowns) {
    const by = settledBy(contact, info, except);
    if (!by) continue;
    state.muted.set(id, by);
    reports.set(id, mutesSince(contact, info, by.report_id, except));
  }
  for (const [id, mine] of reports) {
    const above = reports.get(tree.parent.get(id) ?? '');
    const own = [...mine].filter(report => !above?.has(report));
    if (own.length > 0)
      state.own.set(
        id,
        own.map(report =>
          report === state.muted.get(id)!.report_id ? state.muted.get(id)! : ownMute(knowns.get(id)!, report),
        ),
      );
  }
  return state;
};

/** Reports that muted a contact since it was last unmuted; for old data without any, a mark made of `muted` itself. */
const mutesSince = (
  contact: Contact,
  info: InfoDoc | null,
  by: string | undefined,
  except: string | undefined,
): Set<string> => {
  const entries = (info?.muting_history ?? []).filter(({ report_id }) => report_id !== except);
  const lastUnmute = Math.max(Number.NEGATIVE_INFINITY, ...entries.filter(({ muted }) => !muted).map(when));
  const told = entries.filter(entry => entry.muted && entry.report_id !== undefined && when(entry) >= lastUnmute);
  const asked = (info?.muting_events ?? []).filter(
    ({ muted, report_id, reported_date }) => muted && report_id !== except && reported_date > lastUnmute,
  );
  const ids = new Set([...told, ...asked].map(({ report_id }) => report_id!));
  if (by !== undefined) ids.add(by);
  if (ids.size === 0) ids.add(`muted at ${contact.muted}`);
  return ids;
};

const ownMute = ({ contact, info }: Known, report: string) => {
  const event = info?.muting_events?.find(({ report_id }) => report_id === report);
  return {
    report_id: report,
    root: contact._id,
    ...(event ? { reported_date: event.reported_date } : {}),
    ...(event?.scope ? { scope: event.scope } : {}),
  };
};

/**
 * Every event of a tree, for a fold: those that were logged and, for data of CHT, those that histories and a bare
 * `muted` tell of, at their dates. A mute that a cascade of CHT wrote to many contacts counts once, at the topmost of
 * them; an unmute counts at each.
 */
export const eventsOf = (tree: Tree, knowns: Knowns): { events: MutingEvent[]; logged: Set<string> } => {
  const events = new Map<string, MutingEvent>();
  for (const { info } of knowns.values())
    for (const event of info?.muting_events ?? []) events.set(event.report_id, event);
  const logged = new Set(events.keys());
  const past: MutingEvent[] = [];
  for (const [id, known] of knowns)
    past.push(...pastOf(id, known, knowns.get(tree.parent.get(id) ?? ''), tree, logged));
  return { events: [...events.values(), ...past], logged };
};

const pastOf = (
  subject: string,
  known: Known,
  above: Known | undefined,
  tree: Tree,
  logged: ReadonlySet<string>,
): MutingEvent[] => {
  const entries = unlogged(known, tree);
  if (entries.length > 0) {
    const aboveMutes = above ? unlogged(above, tree).filter(({ muted }) => muted) : [];
    const isCascade = (entry: MutingEntry) =>
      entry.muted && aboveMutes.some(({ report_id }) => report_id === entry.report_id);
    return entries
      .filter(entry => !(entry.report_id && logged.has(entry.report_id)) && !isCascade(entry))
      .map(entry => pastEvent(subject, entry.muted, entry.report_id, when(entry)));
  }
  const muted = barely(known);
  if (muted === undefined) return [];
  const by = known.contact.muted_by;
  if (by?.report_id && logged.has(by.report_id)) return [];
  const mutedAbove = above && barely(above);
  const sameAbove =
    mutedAbove !== undefined &&
    (by?.report_id ? above?.contact.muted_by?.report_id === by.report_id : mutedAbove === muted);
  return sameAbove ? [] : [pastEvent(subject, true, by?.report_id, by?.reported_date ?? momentOf(muted), by?.sender)];
};

/**
 * Entries of reports that are not logged in this tree: those of CHT, and mutes that a contact brought along when it was
 * moved here.
 */
const unlogged = (known: Known, tree: Tree): MutingEntry[] =>
  inOrder([...oldEntries(known), ...broughtAlong(known, tree)]);

/**
 * Entries that CHT wrote, unless somebody changed the contact by hand since: then the contact itself is to be believed.
 */
const oldEntries = ({ contact, info }: Known): MutingEntry[] => {
  const entries = inOrder((info?.muting_history ?? []).filter(({ root }) => root === undefined));
  const believed =
    isClaimed(contact) ||
    info?.muting_history?.some(({ root }) => root !== undefined) ||
    entries.at(-1)?.muted === isMuted(contact);
  return believed ? entries : [];
};

/** Mutes from places outside the tree that nothing outside lifted: a contact moved out of a muted place stays muted. */
const broughtAlong = ({ info }: Known, tree: Tree): MutingEntry[] => {
  const outside = inOrder(
    (info?.muting_history ?? []).filter(({ root }) => root !== undefined && !tree.children.has(root)),
  );
  return outside.slice(outside.findLastIndex(({ muted }) => !muted) + 1);
};

/** `muted` of old data that no history tells of, as the server knew it, whatever a device wrote since. */
const barely = ({ contact, info }: Known): Contact['muted'] => {
  if (info?.muting_history?.length) return undefined;
  if (!isClaimed(contact)) return isMuted(contact) ? contact.muted : undefined;
  const { muted, date } = contact.muting_history!.server_side ?? {};
  return muted ? (date ?? true) : undefined;
};

/** When an old `muted` was set: CHT's data hold text, a number, or `true`. */
export const momentOf = (muted: Contact['muted']): Ms =>
  typeof muted === 'number' ? muted : Date.parse(String(muted)) || 0;

const pastEvent = (
  subject: string,
  muted: boolean,
  report: string | undefined,
  at: Ms,
  sender?: string,
): MutingEvent => ({
  muted,
  report_id: report ?? `${unknownReport}${subject} at ${at}`,
  reported_date: at,
  arrived: at,
  subject,
  ...(sender ? { sender } : {}),
});
