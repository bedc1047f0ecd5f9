import type { VisitSettings } from '@rounds/config/sections/visits.ts';
import type { Report } from '@rounds/ddocs/documents/reports.ts';
import { faultsOf } from '../checks/check.ts';
import { checked, checking } from '../checks/checking.ts';
import { holds } from '../checks/holds.ts';
import { change, type Effect } from '../engine/effects.ts';
import { now, words } from '../engine/given.ts';
import type { Seen } from '../engine/rule.ts';
import { withAccepted, withFaults, withRefusal } from '../messages/reply.ts';
import { faultText, type Spoken } from '../messages/wording.ts';
import { sender } from '../reports/sender.ts';
import { subject } from '../reports/subject.ts';
import { isRunning } from '../schedule/running.ts';
import { isAnsweredBy, visited, visitedAlone, visitOf } from './visit.ts';

/** What accepting a report needs to see. */
export const accepting = { ...checked, sender, subject, now, words };

/**
 * What follows from a report about somebody registered: refused for its answers, or because nobody knows whom it is
 * about; else answered, tied to the newest registration, and its registrations cleared of the reminders that asked for
 * it.
 * @param name the transition
 * @param registrations of whom it is about, the oldest first; null where nobody knows who that is
 * @param tied the accepted report with what else its registrations say
 * See README.md, "Visits".
 */
export const accept = (
  report: Report,
  name: string,
  config: VisitSettings,
  registrations: readonly Report[] | null,
  facts: Seen<typeof accepting>,
  tied: (doc: Report) => Report = doc => doc,
): Effect[] => {
  const { settings, now, sandbox } = facts;
  const { validations, messages } = config;
  const at = new Date(now).toISOString();
  const spoken: Spoken = { report, ...facts, registrations: registrations ?? [] };
  const faults = faultsOf(report, validations, entry => faultText(entry, spoken), {
    ...checking(facts),
    isRunning: schedules => isRunning(report, registrations ?? [], schedules, now),
  });
  if (faults.length > 0)
    return [change<Report>(report._id, doc => withFaults(doc, name, faults, validations, spoken, at))];
  if (!registrations)
    return [change<Report>(report._id, doc => withRefusal(doc, name, 'registration_not_found', messages, spoken, at))];
  const newest = registrations.at(-1)?._id;
  const held = messages.filter(({ bool_expr }) => holds(bool_expr, spoken, sandbox)).map(({ bool_expr }) => bool_expr);
  const accepted = change<Report>(report._id, doc => {
    const known = tied(
      newest === undefined || doc.registration_id === newest ? doc : { ...doc, registration_id: newest },
    );
    return withAccepted(known, name, messages, bool_expr => held.includes(bool_expr), spoken, at);
  });
  const visit = visitOf(report, config, now, settings.default_timezone);
  const after = visited(registrations, visit);
  const changes = registrations.flatMap((registration, index) => {
    if (after[index] === registration) return [];
    const isAnswered = isAnsweredBy(after[index]!, report._id);
    return [change<Report>(registration._id, doc => visitedAlone(doc, visit, isAnswered))];
  });
  return [accepted, ...changes];
};
