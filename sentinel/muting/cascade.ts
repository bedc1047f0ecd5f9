import { type Contact, isMuted } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import type { InfoDoc, MutingIntent } from '@rounds/ddocs/documents/infodocs.ts';
import type { Desk } from '../engine/desk.ts';
import type { EffectKind } from '../engine/effects.ts';
import { type Asked, askedOf, type Cascade } from './asked.ts';
import { withEntry, withEvent, withHistory, withLatest } from './history.ts';
import { isClaimed, lastClaim, settledBy, wasClaimedBy, withMuted } from './muted-state.ts';
import type { Known } from './past.ts';
import { answerOf, type MutingPlan, planFold, planNewest } from './plan.ts';
import { type Named, readNaming, type Silenced, silenceAll } from './silence.ts';
import { type TakenBack, takeBack } from './take-back.ts';
import { treeOf } from './tree.ts';
import { type Group, waveSize, wavesOf } from './waves.ts';

/**
 * Carries out the mutes and unmutes of a batch, in the order of their reports, as if one by one: trees that do not
 * touch each other are read and written together. When it ends, contacts, histories and scheduled messages are written;
 * the answers to the reporters are on the desk. See README.md, "Cascades".
 */
export const cascade: EffectKind<Cascade> = {
  name: 'cascade',
  carryOut: async (cascades, desk) => {
    const asked = cascades.map(one => askedOf(one, desk));
    for (const wave of await wavesOf(asked, desk)) await settleWave(wave, desk);
    const fromDevices = asked.filter(({ cascade: { onDevice } }) => onDevice).map(leftOver);
    await takeBack.carryOut([...fromDevices, ...asked.flatMap(one => overtaken(one, desk))], desk);
    desk.lookups.touch();
  },
};

/** What the device did that the report did not: it saw another state, or a part of the tree only. */
const leftOver = ({ event, cascade, lineage }: Asked): TakenBack => ({
  report: event.report_id,
  tops: lineage
    .map(({ contact }) => contact)
    .filter(one => wasClaimedBy(one, event.report_id))
    .map(({ _id }) => _id),
  reachedAll: cascade.policy !== 'restore',
});

/**
 * What a device did to the subject, or a place above it, before this report was made, by a report that has not come: it
 * may never come, and then nothing else would end it. Should it come, it is settled as one that came late.
 */
const overtaken = ({ event, lineage }: Asked, desk: Desk): TakenBack[] =>
  lineage.flatMap(({ contact: { _id } }) => {
    const contact = desk.docs.get(_id) as Contact | null | undefined;
    const claim = contact && isClaimed(contact) ? lastClaim(contact) : undefined;
    const isOlder = claim && Date.parse(claim.date) <= event.reported_date;
    return isOlder && claim.report_id && claim.report_id !== event.report_id
      ? [{ report: claim.report_id, tops: [_id] }]
      : [];
  });

/** What a group of reports comes to. */
interface Planned {
  group: Group;
  plan: MutingPlan;
  timestamp: Iso;
}

/**
 * The writes that people see come first: contacts and their messages, then the answer, then the histories. Should that
 * break off, the intent, which was written before all, still stands, and the report is settled again.
 */
const settleWave = async (wave: readonly Group[], desk: Desk): Promise<void> => {
  const ids = wave.flatMap(group => group.ids);
  const told = { root: wave[0]?.root, contacts: ids.length };
  if (ids.length > waveSize) desk.log('A large cascade begins', told);
  const naming = readNaming([...ids, ...wave.flatMap(({ shortcodes }) => shortcodes)], desk);
  // Awaited below; should the other reading fail first, this must not be a fault that nobody sees to.
  naming.catch(() => undefined);
  const planned = await planAll(wave, ids, desk);
  const answers = planned.flatMap(one => writeDown(one, desk));
  await desk.infos.commit();
  await writeStates(planned, naming, desk);
  for (const { cascade, answer, timestamp } of answers)
    desk.docs.change(cascade.event.report_id, cascade.answer(answer, timestamp));
  await desk.docs.commit();
  await desk.infos.read(ids);
  for (const one of planned) tell(one, desk);
  await desk.infos.commit();
  if (ids.length > waveSize) desk.log('A large cascade is done', told);
};

const planAll = async (wave: readonly Group[], ids: readonly string[], desk: Desk): Promise<Planned[]> => {
  await desk.docs.read(ids);
  if (wave.some(group => needsPast(group, desk))) await desk.infos.read(ids);
  return wave.map(group => ({ group, plan: planOf(group, desk), timestamp: timestampOf(group, desk) }));
};

/** Writes the state of every contact, and meanwhile what becomes of the messages about them. */
const writeStates = async (planned: readonly Planned[], naming: Promise<Named>, desk: Desk): Promise<void> => {
  const silenced = planned.flatMap(one => decide(one, desk));
  const writing = desk.docs.commit();
  // Awaited below in any case; should it fail before that, it must not be a fault that nobody sees to, which would end
  // the process.
  writing.catch(() => undefined);
  try {
    await silenceAll(silenced, desk, await naming);
    await desk.docs.commit();
  } finally {
    await writing;
  }
};

/**
 * Whether it takes the histories of a tree to tell what becomes of it: for several reports, a late one, or one that was
 * begun before; for an unmute that leaves those muted on their own; and where a device was there first, or an old
 * `muted` names no reason. Otherwise they are read when they are to be written, and nobody waits for them.
 */
const needsPast = ({ asked, ids, folds }: Group, desk: Desk): boolean => {
  const { event, cascade, intent, lineage } = asked[0]!;
  const wasLogged = lineage[0]!.info?.muting_events?.some(({ report_id }) => report_id === event.report_id);
  if (folds || intent || wasLogged || (!event.muted && cascade.policy === 'restore')) return true;
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
  const { cascade, event, intent } = group.asked[0]!;
  if (group.folds) {
    const events = group.asked.map(one => one.event);
    return planFold(tree, knowns, events, cascade.policy);
  }
  return planNewest(tree, knowns, event, cascade.policy, intent?.muted === event.muted ? intent.root : undefined);
};

/** What the reporter is told, and when it was decided. */
interface Answered {
  cascade: Cascade;
  answer: string;
  timestamp: Iso;
}

/** Writes down, before anything else, what was reported and what is going to be done. */
const writeDown = ({ group, plan, timestamp }: Planned, desk: Desk): Answered[] =>
  group.asked.map(({ event, cascade, lineage, reach, intent }) => {
    const done = plan.steps.find(step => step.event.report_id === event.report_id)!;
    const { contact, info } = lineage[0]!;
    const before = group.folds ? null : settledBy(contact, info, event.report_id);
    const stands = plan.wanted.has(event.subject) ? plan.wanted.get(event.subject) !== null : before !== null;
    const answer = intent?.answer ?? answerOf(done, stands, reach.late, cascade.onDevice);
    const intended: MutingIntent = intent ?? { timestamp, muted: event.muted, root: done.root, answer };
    desk.infos.note(event.subject, known => withEvent(known, event));
    for (const { contact: one } of lineage) desk.infos.note(one._id, known => withLatest(known, event));
    if (group.ids.length > 0) desk.infos.note(event.report_id, known => withIntent(known, intended));
    return { cascade, answer, timestamp: intended.timestamp };
  });

/** The first intent stays: it may have been acted on. */
const withIntent = (info: InfoDoc, intent: MutingIntent): InfoDoc =>
  info.muting_intent || info.transitions?.muting ? info : { ...info, muting_intent: intent };

/** Puts the wanted state of every contact on the desk. */
const decide = ({ group, plan: { wanted }, timestamp }: Planned, desk: Desk): Silenced[] => {
  if (group.ids.length === 0) return [];
  for (const [id, by] of wanted) desk.docs.change(id, doc => withMuted(doc as Contact, by, timestamp));
  return [...wanted].map(([id, by]) => ({ contact: desk.docs.get(id) as Contact, by, timestamp }));
};

/** Puts what the history of every contact tells of it on the desk. */
const tell = ({ group, plan: { told, folded }, timestamp }: Planned, desk: Desk): void => {
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
