import { isOnDevice } from '@rounds/config/sections/is-on.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import {
  ancestorIds,
  type Contact,
  isContact,
  isMuted,
  mutesBelow,
  subjectIds,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Doc, Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { faultsOf } from '../checks/check.ts';
import { startOfToday } from '../dates/today.ts';
import { withClaim } from '../muting/device-claim.ts';
import { isAboutSelf, muteState, mutes, mutingReplies, verifiersOf } from '../muting/forms.ts';
import { topmostMuted } from '../muting/mute-unmute.ts';
import { comesBack, isSilenced } from '../muting/tasks.ts';
import { verificationOf } from '../muting/verification.ts';
import { withError } from '../reports/with-error.ts';
import { actOn, tasksAfter } from './act.ts';
import { wordsOfFaults } from './fault-words.ts';
import { type Local, localState, openLocal } from './holdings.ts';

/** What is about to be saved on a device. */
export interface Saving {
  docs: Doc[];
  /** The device's database. */
  store: Store;
  settings: Settings;
  now: Ms;
  /** Contact of the person who saves. */
  sender?: Contact | null;
}

/**
 * Documents to save in one write: those given, with everything that follows from them on this device. Only new reports
 * and contacts count; of a batch that both mutes and unmutes only the unmuting is done; should anything fail, the
 * documents are as given. The server settles the same again with all it knows.
 */
export const settleOnDevice = async (saving: Saving): Promise<Doc[]> => {
  const { docs } = saving;
  const settings = onDevice(saving.settings);
  if (!mutes(settings)) return [...docs];
  try {
    return await settle({ ...saving, settings });
  } catch {
    return [...docs];
  }
};

/** Settings in which what runs on the server only is off. */
const onDevice = (settings: Settings): Settings => {
  const own = ['muting', 'update_notifications'].map(name => [name, isOnDevice(settings, name)]);
  return { ...settings, transitions: { ...settings.transitions, ...Object.fromEntries(own) } };
};

const settle = async ({ docs, store, settings, now, sender }: Saving): Promise<Doc[]> => {
  const fresh = await newOrApproved(docs, store, settings);
  const reports = fresh.filter(isReport).filter(({ form }) => muteState(form, settings) !== undefined);
  const unmutes = reports.filter(({ form }) => muteState(form, settings) === false);
  const contacts = fresh.filter(doc => isContact(doc, settings.contact_types));
  if (reports.length === 0 && contacts.length === 0) return [...docs];
  const local = openLocal(store, settings.contact_types, docs);
  const at = new Date(now).toISOString();
  for (const report of unmutes.length > 0 && unmutes.length < reports.length ? unmutes : reports)
    await onReport(report, { local, store, settings, now, at, sender });
  for (const { _id } of contacts) await onNewContact(_id, local, at);
  return local.kept();
};

/** Documents that are new, and reports that wait and are approved here. */
const newOrApproved = async (docs: readonly Doc[], store: Store, settings: Settings): Promise<Doc[]> => {
  const approved = docs
    .filter(isReport)
    .filter(({ _rev, client_side_transitions: done }) => _rev && !done?.muting)
    .filter(report => verificationOf(report, settings) === 'approved');
  const stored = await store.getMany<Report>(approved.map(({ _id }) => _id));
  const decided = new Set(approved.filter((_, at) => stored[at]?.verified !== true).map(({ _id }) => _id));
  return docs.filter(({ _id, _rev }) => !_rev || decided.has(_id));
};

interface Doing {
  local: Local;
  store: Store;
  settings: Settings;
  now: Ms;
  at: Iso;
  sender?: Contact | null | undefined;
}

const onReport = async (report: Report, { local, store, settings, now, at, sender }: Doing): Promise<void> => {
  const { validations } = mutingReplies(report.form, settings);
  if (faultsOf(report, validations, () => '').length > 0) {
    const say = await wordsOfFaults(report, settings, store);
    return local.keep(faultsOf(report, validations, say).reduce(withError, report));
  }
  if (verificationOf(report, settings) === 'waits')
    return local.keep({ ...report, waits_for: verifiersOf(report.form, settings)! });
  const subject = await subjectIn(report, local);
  if (!subject || (report._rev && (await isOvertaken(report, subject, { local, store, settings })))) return;
  const muted = muteState(report.form, settings)!;
  const event: MutingEvent = {
    muted,
    report_id: report._id,
    reported_date: Math.min(report.reported_date ?? now, now),
    arrived: now,
    subject: subject._id,
    ...(isAboutSelf(report.form, settings) ? { scope: 'self' as const } : {}),
    ...(report.contact?._id || sender ? { sender: report.contact?._id ?? sender!._id } : {}),
  };
  const { outcome, changed } = await actOn(local, subject, event, settings);
  if (outcome !== 'mute' && outcome !== 'unmute') return;
  const registrations = await tasksAfter(local, changed, settings, now, report._id);
  for (const { contact, by } of changed) local.keep(withClaim(contact, by, at, report._id));
  for (const { after } of registrations) local.keep(after);
  local.keep({ ...report, client_side_transitions: { ...report.client_side_transitions, muting: true } });
};

/** Whether this device holds a mute or unmute of the subject, or of a place above it, that was made later. */
const isOvertaken = async (
  { _id, reported_date: made = 0 }: Report,
  subject: Contact,
  { local, store, settings }: Pick<Doing, 'local' | 'store' | 'settings'>,
): Promise<boolean> => {
  const about = [subject, ...(await local.lineage(subject))];
  const keys = about.flatMap(subjectIds);
  const rows = await store.query('medic-client/reports_by_subject', { keys, limit: 10_000, docs: true });
  return rows.some(
    ({ doc }) =>
      isReport(doc) &&
      doc._id !== _id &&
      muteState(doc.form, settings) !== undefined &&
      (doc.reported_date ?? 0) > made &&
      !doc.errors?.length &&
      verificationOf(doc, settings) !== 'waits',
  );
};

const subjectIn = async (report: Report, local: Local): Promise<Contact | null> => {
  const { patient, place } = subjectOf(report);
  return (patient && (await local.resolve(patient))) || (place && (await local.resolve(place))) || null;
};

/** A new contact under a muted place is muted for the reason of that place. */
const onNewContact = async (id: string, local: Local, at: Iso): Promise<void> => {
  const contact = await local.get(id);
  if (!contact || isMuted(contact)) return;
  const place = (await local.lineage(contact)).find(mutesBelow);
  if (place) local.keep(withClaim(contact, place.muted_by ?? { root: place._id }, at, place.muted_by?.report_id));
};

/** What a mute or unmute would do, for a person to see before it is saved. */
export interface MutingPreview {
  event: 'mute' | 'unmute' | 'already_muted' | 'already_unmuted' | 'muted_in_lineage' | 'contact_not_found';
  /** The contact from which it would go down. */
  root: string;
  /** Contacts that would change, the root first when it is one of them. */
  contacts: Contact[];
  /** Scheduled messages that would fall silent, or speak again. */
  messages: number;
  /** Whether it is about the contact alone, whoever is below it. */
  alone?: boolean;
  /** Roles of which somebody must verify it first; none for whoever may verify. */
  verifiers?: string[];
}

/** Works out what a form would do to a contact, on what this device holds. @param form code of a mute or unmute form */
export const previewMuting = async (asked: {
  store: Store;
  settings: Settings;
  form: string;
  subjectId: string;
  now: Ms;
}): Promise<MutingPreview> => {
  const { store, settings, form, subjectId, now } = asked;
  const local = openLocal(store, settings.contact_types);
  const muted = muteState(form, settings);
  const subject = await local.resolve(subjectId);
  if (!subject || muted === undefined)
    return { event: 'contact_not_found', root: subjectId, contacts: [], messages: 0 };
  const alone = isAboutSelf(form, settings) ? { scope: 'self' as const } : {};
  const event: MutingEvent = { muted, report_id: '', reported_date: now, arrived: now, subject: subject._id, ...alone };
  const { outcome, root, changed } = await actOn(local, subject, event, settings);
  const registrations = await tasksAfter(local, changed, settings, now);
  const today = startOfToday(now, settings.default_timezone);
  const counts = registrations.map(
    ({ before: { scheduled_tasks = [] } }) =>
      scheduled_tasks.filter(task => (muted ? isSilenced(task) : comesBack(task, today))).length,
  );
  const verifiers = verifiersOf(form, settings);
  const contacts = changed
    .filter(({ contact, by }) => isMuted(contact) !== (by !== null))
    .map(({ contact }) => contact);
  return {
    event: outcome,
    root,
    contacts: contacts.sort((a, b) => Number(b._id === root) - Number(a._id === root)),
    messages: counts.reduce((sum, count) => sum + count, 0),
    ...(event.scope ? { alone: true } : {}),
    ...(verifiers ? { verifiers } : {}),
  };
};

/** Why a contact is muted. */
export interface MutingReason {
  /** Since when; undefined where old data do not say. */
  since: Iso | undefined;
  /** The report that muted it. */
  report: string | undefined;
  /** The contact that the report was about. */
  root: string;
  /** Whether the report was about this very contact. */
  direct: boolean;
  /** Contact id of the person who sent the report. */
  sender: string | undefined;
}

/** Why a contact is muted, by itself or through a place above it; null when it is not. */
export const whyMuted = async ({
  store,
  contact,
}: {
  store: Store;
  contact: Contact;
}): Promise<MutingReason | null> => {
  const above = (await store.getMany<Contact>(ancestorIds(contact))).filter(place => place !== null);
  const muted = isMuted(contact) ? contact : above.find(mutesBelow);
  if (!muted) return null;
  const { tree, state } = localState([contact, ...above]);
  const root = muted.muted_by?.root ?? topmostMuted(tree, state, contact._id) ?? muted._id;
  return {
    since:
      typeof muted.muted === 'number'
        ? new Date(muted.muted).toISOString()
        : muted.muted === true
          ? undefined
          : muted.muted,
    report: muted.muted_by?.report_id,
    root,
    direct: root === contact._id,
    sender: muted.muted_by?.sender,
  };
};
