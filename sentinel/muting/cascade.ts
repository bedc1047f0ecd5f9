import { ancestorIds, type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingEvent, MutingIntent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from '../engine/desk.ts';
import type { Cascade } from '../engine/rule.ts';
import { treeOf } from './fold.ts';
import { groupsOf } from './groups.ts';
import { withEntry, withEvent, withHistory, withLatest } from './history.ts';
import { isClaimed, settledBy, withMuted } from './muted-state.ts';
import type { Known } from './past.ts';
import { answerOf, type MutingPlan, planFold, planNewest, type Scope, scopeOf } from './plan.ts';
import { readNaming, silence } from './silence.ts';

/** A report that mutes or unmutes, with what is known of its subject. */
export interface Asked {
  effect: Cascade;
  /** As logged; the same again when the report is settled a second time. */
  event: MutingEvent;
  /** What a run that a crash broke off had set out to do. */
  intent: MutingIntent | undefined;
  /** The subject and the places above it, the subject first. */
  lineage: Known[];
  scope: Scope;
}

/** Contacts that one tree of one wave may have. More than so many are settled by themselves. */
const waveSize = 2000;

/**
 * Carries out the mutes and unmutes of a batch, in the order of their reports, as if one by one: trees that do not
 * touch each other are read and written together. When it returns, contacts, histories and scheduled messages are
 * written; the answers to the reporters are on the desk.
 * @see muting.md §3.4; architecture.md, decisions 4 to 6
 */
export const cascade = async (effects: readonly Cascade[], desk: Desk): Promise<void> => {
  const asked = effects.map(effect => askedOf(effect, desk));
  for (const wave of await wavesOf(asked, desk)) await settleWave(wave, desk);
};

const askedOf = (effect: Cascade, desk: Desk): Asked => {
  const { subject, report_id } = effect.event;
  const logged = desk.infos.get(subject)?.muting_events?.find(event => event.report_id === report_id);
  const event = logged ?? effect.event;
  const contact = desk.docs.get(subject) as Contact;
  const above = ancestorIds(contact).flatMap(id => (desk.docs.get(id) as Contact | null | undefined) ?? []);
  const lineage = [contact, ...above].map(one => ({ contact: one, info: desk.infos.get(one._id) ?? null }));
  return { effect, event, intent: desk.infos.get(report_id)?.muting_intent, lineage, scope: scopeOf(lineage, event) };
};

/** Reports that are settled together because their trees touch, with the tree to read. */
export interface Group {
  asked: Asked[];
  /** Top of the tree that is read. */
  root: string;
  /** Whether everything is folded from the beginning, rather than one step taken. */
  folds: boolean;
  /** The root and everyone below it; empty where the lineage is enough. */
  ids: string[];
  /** Their short codes, by which reports may name them. */
  shortcodes: string[];
}

/** What `contacts_by_depth` says of a contact. */
interface Below {
  ids: string[];
  shortcodes: string[];
}

/** Everyone under these places. */
const readBelow = async (roots: readonly string[], desk: Desk): Promise<Map<string, Below>> => {
  const below = new Map<string, Below>(roots.map(root => [root, { ids: [], shortcodes: [] }]));
  if (roots.length === 0) return below;
  const keys = roots.map(root => [root]);
  const rows = await desk.main.query<{ shortcode?: unknown } | null>('medic/contacts_by_depth', {
    keys,
    limit: 10_000_000,
  });
  for (const { id, key, value } of rows) {
    const at = below.get((key as readonly string[])[0]!);
    at?.ids.push(id);
    if (value?.shortcode) at?.shortcodes.push(String(value.shortcode));
  }
  return below;
};

/** Groups with the ids of their trees, in portions that fit into memory. */
const wavesOf = async (asked: readonly Asked[], desk: Desk): Promise<Group[][]> => {
  const groups = groupsOf(asked).map(group => ({ group, root: rootOf(group) }));
  const below = await readBelow(
    groups.flatMap(({ root }) => root ?? []),
    desk,
  );
  const waves: Group[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const { group, root } of groups) {
    const { ids, shortcodes } = below.get(root ?? '') ?? { ids: [], shortcodes: [] };
    if (size + ids.length > waveSize) {
      waves.push([]);
      size = 0;
    }
    waves.at(-1)!.push({ ...group, root: root ?? group.root, ids, shortcodes });
    size += ids.length;
  }
  return waves;
};

/** The root of the tree to read for a group; undefined when the lineage tells that nothing changes. */
const rootOf = ({ asked, folds, root }: Pick<Group, 'asked' | 'folds' | 'root'>): string | undefined => {
  if (folds) return root;
  const { event, effect, lineage, intent } = asked[0]!;
  const knowns = new Map(lineage.map(known => [known.contact._id, known]));
  const resumed = intent?.muted === event.muted ? intent.root : undefined;
  const [done] = planNewest(treeOf(lineage.map(({ contact }) => contact)), knowns, event, effect.policy, resumed).steps;
  return done!.outcome === 'mute' || done!.outcome === 'unmute' ? done!.root : resumed;
};

const settleWave = async (wave: readonly Group[], desk: Desk): Promise<void> => {
  const ids = wave.flatMap(group => group.ids);
  if (ids.length > waveSize) desk.log('A large cascade begins', { root: wave[0]?.root, contacts: ids.length });
  const subjects = [...ids, ...wave.flatMap(({ shortcodes }) => shortcodes)];
  const naming = readNaming(subjects, desk);
  // Awaited below; should the other reading fail first, this must not be a fault that nobody sees to.
  naming.catch(() => undefined);
  await desk.docs.read(ids);
  if (wave.some(group => needsPast(group, desk))) await desk.infos.read(ids);
  const planned = wave.map(group => ({ group, plan: planOf(group, desk), timestamp: timestampOf(group, desk) }));
  const answers = planned.flatMap(({ group, plan, timestamp }) => writeDown(group, plan, timestamp, desk));
  await desk.infos.commit();

  // What people see comes first: contacts and their messages, then the answer, then the histories. Should that break
  // off, the intent still stands, and the report is settled again.
  const silenced = planned.flatMap(({ plan, timestamp, group }) => decide(group, plan, timestamp, desk));
  const writing = desk.docs.commit();
  // Awaited below in any case; should it fail before that, it must not be a fault that nobody sees to, which would end
  // the process.
  writing.catch(() => undefined);
  try {
    await silence(silenced, desk, await naming);
    await desk.docs.commit();
  } finally {
    await writing;
  }
  for (const { effect, answer, timestamp } of answers)
    desk.docs.change(effect.event.report_id, effect.answer(answer, timestamp));
  await desk.docs.commit();
  await desk.infos.read(ids);
  for (const { group, plan, timestamp } of planned) tell(group, plan, timestamp, desk);
  await desk.infos.commit();
  if (ids.length > waveSize) desk.log('A large cascade is done', { root: wave[0]?.root, contacts: ids.length });
};

/**
 * Whether it takes the histories of a tree to tell what becomes of it: for several reports, a late one, or one that was
 * begun before; for an unmute that leaves those muted on their own; and where a device was there first, or an old
 * `muted` names no reason. Otherwise they are read when they are to be written, and nobody waits for them.
 */
const needsPast = ({ asked, ids, folds }: Group, desk: Desk): boolean => {
  const { event, effect, intent, lineage } = asked[0]!;
  const wasLogged = lineage[0]!.info?.muting_events?.some(({ report_id }) => report_id === event.report_id);
  if (folds || intent || wasLogged || (!event.muted && effect.policy === 'restore')) return true;
  return ids.some(id => {
    const contact = desk.docs.get(id) as Contact | null | undefined;
    return !!contact && (isClaimed(contact) || (isMuted(contact) && !contact.muted_by));
  });
};

const timestampOf = ({ asked }: Group, desk: Desk): Iso =>
  asked.find(({ intent }) => intent)?.intent?.timestamp ?? new Date(desk.now).toISOString();

const knownsOf = ({ asked, ids, folds }: Group, desk: Desk): Map<string, Known> => {
  const above = folds ? [] : asked.flatMap(({ lineage }) => lineage.map(({ contact }) => contact._id));
  const all = [...new Set([...above, ...ids])];
  return new Map(
    all.flatMap(id => {
      const contact = desk.docs.get(id) as Contact | null | undefined;
      return contact ? [[id, { contact, info: desk.infos.get(id) ?? null }] as const] : [];
    }),
  );
};

const planOf = (group: Group, desk: Desk): MutingPlan => {
  const knowns = knownsOf(group, desk);
  const tree = treeOf([...knowns.values()].map(({ contact }) => contact));
  const { effect, event, intent } = group.asked[0]!;
  if (group.folds) {
    const events = group.asked.map(one => one.event);
    return planFold(tree, knowns, events, effect.policy);
  }
  return planNewest(tree, knowns, event, effect.policy, intent?.muted === event.muted ? intent.root : undefined);
};

/** What the reporter is told, and when it was decided. */
interface Answered {
  effect: Cascade;
  answer: string;
  timestamp: Iso;
}

/** Writes down, before anything else, what was reported and what is going to be done. */
const writeDown = (group: Group, plan: MutingPlan, timestamp: Iso, desk: Desk): Answered[] =>
  group.asked.map(({ event, effect, lineage, scope, intent }) => {
    const done = plan.steps.find(step => step.event.report_id === event.report_id)!;
    const { contact, info } = lineage[0]!;
    const before = group.folds ? null : settledBy(contact, info, event.report_id);
    const stands = plan.wanted.has(event.subject) ? plan.wanted.get(event.subject) !== null : before !== null;
    const answer = intent?.answer ?? answerOf(done, stands, scope.late, effect.onDevice);
    const intended: MutingIntent = intent ?? { timestamp, muted: event.muted, root: done.root, answer };
    desk.infos.note(event.subject, known => withEvent(known, event));
    for (const { contact: one } of lineage) desk.infos.note(one._id, known => withLatest(known, event));
    if (group.ids.length > 0) desk.infos.note(event.report_id, known => withIntent(known, intended));
    return { effect, answer, timestamp: intended.timestamp };
  });

/** The first intent stays: it may have been acted on. */
const withIntent = (info: InfoDoc, intent: MutingIntent): InfoDoc =>
  info.muting_intent || info.transitions?.muting ? info : { ...info, muting_intent: intent };

/** Puts the wanted state of every contact on the desk. */
const decide = (group: Group, { wanted }: MutingPlan, timestamp: Iso, desk: Desk) => {
  if (group.ids.length === 0) return [];
  for (const [id, by] of wanted) desk.docs.change(id, doc => withMuted(doc as Contact, by, timestamp));
  return [...wanted].map(([id, by]) => ({ contact: desk.docs.get(id) as Contact, by, timestamp }));
};

/** Puts what the history of every contact tells of it on the desk. */
const tell = (group: Group, { told, folded }: MutingPlan, timestamp: Iso, desk: Desk): void => {
  if (group.ids.length === 0) return;
  for (const [id, entries] of told) {
    if (entries.length === 0 && !desk.infos.get(id)) continue;
    desk.infos.note(id, info =>
      folded
        ? withHistory(info, folded, entries, timestamp)
        : entries.reduce((known, entry) => withEntry(known, entry, timestamp), info),
    );
  }
};
