import { isOn } from '@rounds/config/sections/is-on.ts';
import type { FormAnswers } from '@rounds/config/sections/senders.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { isPerson } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, sameForm, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { holds } from '../checks/holds.ts';
import type { Placed } from '../contacts/placed.ts';
import { change } from '../engine/effects.ts';
import { now, sandbox, settings, words } from '../engine/given.ts';
import { rule } from '../engine/rule.ts';
import { withAccepted, withRefusal } from '../messages/reply.ts';
import { aReport } from '../reports/kind.ts';
import { knownSender } from './known-sender.ts';

/**
 * Makes the sender the person that a report is about, for the forms of `settings.self_report`. A report that names
 * somebody is left as it is.
 * See README.md, "Reports about oneself".
 */
export const selfReport = rule({
  name: 'self_report',
  on: aReport,
  once: true,
  reads: { settings, sender: knownSender, sandbox, now, words },
  concerns: (report, settings) =>
    isOn(settings, 'self_report') &&
    !!configFor(report, settings) &&
    subjectOf(report).patient === undefined &&
    !report.kujua_message,
  run: (report, facts) => {
    const { settings, sender } = facts;
    const { messages } = configFor(report, settings)!;
    const at = new Date(facts.now).toISOString();
    if (!sender || !isPerson(sender.contact, settings.contact_types)) {
      const spoken = { ...facts, report, subject: { patient: null, place: null } };
      return [
        change<Report>(report._id, doc => withRefusal(doc, 'self_report', 'sender_not_found', messages, spoken, at)),
      ];
    }
    const about = aboutHimself(report, sender);
    const spoken = { ...facts, report: about, subject: { patient: sender, place: null } };
    return [
      change<Report>(report._id, doc =>
        withAccepted(
          aboutHimself(doc, sender),
          'self_report',
          messages,
          bool_expr => holds(bool_expr, spoken, facts.sandbox),
          spoken,
          at,
        ),
      ),
    ];
  },
});

const configFor = (report: Report, settings: Settings): FormAnswers | undefined =>
  settings.self_report.find(({ form }) => sameForm(form, report.form));

const aboutHimself = (report: Report, { contact }: Placed): Report => {
  if (subjectOf(report).patient !== undefined) return report;
  return {
    ...report,
    fields: { ...report.fields, patient_id: contact.patient_id ?? contact._id, patient_uuid: contact._id },
  };
};
