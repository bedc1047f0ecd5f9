import type { Settings } from '@rounds/config/settings/settings.ts';
import { type Contact, type MutedBy, mutesBelow, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Iso, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { MutingEvent } from '@rounds/ddocs/documents/infodocs.ts';
import { type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { startOfToday } from '../dates/today.ts';
import { type MutingOutcome, step } from '../muting/mute-unmute.ts';
import { muteTasks, unmutedDetails, unmuteTasks } from '../muting/tasks.ts';
import { isValidRegistration } from '../reports/submission.ts';
import { type Local, localState } from './holdings.ts';

/** What a mute or unmute comes to on a device. */
export interface Act {
  outcome: MutingOutcome;
  root: string;
  /** Contacts whose state changes, with what it changes to. */
  changed: { contact: Contact; by: MutedBy | null }[];
}

/**
 * Works out a mute or unmute on what the device holds. Here the places above count as well: a contact that is muted
 * through one is muted.
 */
export const actOn = async (local: Local, subject: Contact, event: MutingEvent, settings: Settings): Promise<Act> => {
  const policy = settings.muting?.unmute_policy ?? 'topmost';
  const above = await local.lineage(subject);
  const seen = localState([subject, ...above]);
  const mutedAbove = above.some(mutesBelow);
  if (event.muted && mutedAbove) return { outcome: 'already_muted', root: subject._id, changed: [] };
  const first = step(seen.tree, seen.state, event, policy);
  if (first.outcome !== 'mute' && first.outcome !== 'unmute')
    return { outcome: first.outcome, root: first.root, changed: [] };
  const below = event.scope === 'self' ? [] : await local.below(first.root);
  const contacts = new Map([subject, ...above, ...below].map(contact => [contact._id, contact]));
  const { tree, state } = localState([...contacts.values()]);
  const before = new Map(state.muted);
  const done = step(tree, state, event, policy);
  const changed = [...contacts.values()].filter(
    ({ _id }) =>
      _id === subject._id ||
      before.has(_id) !== state.muted.has(_id) ||
      before.get(_id)?.scope !== state.muted.get(_id)?.scope,
  );
  return {
    outcome: done.outcome,
    root: done.root,
    changed: changed.map(contact => ({ contact, by: state.muted.get(contact._id) ?? null })),
  };
};

/** A registration whose scheduled messages change with its subject. */
export interface TasksChange {
  before: Report;
  after: Report;
}

/** Registrations whose scheduled messages change with their subjects. @param report its id, where it is one already */
export const tasksAfter = async (
  local: Local,
  changed: Act['changed'],
  settings: Settings,
  now: Ms,
  report?: string,
): Promise<TasksChange[]> => {
  const at: Iso = new Date(now).toISOString();
  const today = startOfToday(now, settings.default_timezone);
  const back = report === undefined ? undefined : unmutedDetails(report);
  const states = new Map(changed.map(({ contact, by }) => [contact._id, by]));
  const reports = await local.registrations(changed.map(({ contact }) => contact));
  // Nearly all are about somebody at hand: to ask the database for each would take a phone longer than all else.
  const known = new Map(changed.flatMap(({ contact }) => subjectIds(contact).map(id => [id, contact])));
  const named = async (reference: string | undefined) =>
    reference === undefined ? null : (known.get(reference) ?? (await local.resolve(reference)));
  const changes = await Promise.all(
    reports
      .filter(report => isValidRegistration(report, settings))
      .map(async before => {
        const { patient, place } = subjectOf(before);
        const about = (await named(patient)) ?? (await named(place));
        const by = about ? states.get(about._id) : undefined;
        if (by === undefined) return { before, after: before };
        return { before, after: by ? muteTasks(before, by, at) : unmuteTasks(before, today, at, back) };
      }),
  );
  return changes.filter(({ before, after }) => after !== before);
};
