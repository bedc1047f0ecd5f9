import { isOn } from '@rounds/config/sections/is-on.ts';
import { minifyLineage } from '@rounds/ddocs/documents/contacts.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import { change } from '../engine/effects.ts';
import { now, settings, words } from '../engine/given.ts';
import { rule, type Seen } from '../engine/rule.ts';
import { withRefusal } from '../messages/reply.ts';
import { type Spoken, textOf } from '../messages/wording.ts';
import { aReport } from '../reports/kind.ts';
import { subject } from '../reports/subject.ts';
import { configuredForm } from '../reports/submission.ts';
import { withError } from '../reports/with-error.ts';
import { callers } from './callers.ts';
import { callerOf } from './known-sender.ts';

/** The code of the fault of a report whose sender nobody knows. */
const unknownSender = 'sys.facility_not_found';

const reads = { settings, callers, subject, now, words };

/**
 * Attaches the sender to a message: the contact that its `refid` names, else the one with its number. Where there is
 * none it is told so in a fault, and the sender in a reply when he used a form that is not public.
 *
 * A public form is accepted from anybody, so it has no fault; else its registration would not count.
 * See README.md, "Who sent it".
 */
export const updateClinics = rule({
  name: 'update_clinics',
  on: aReport,
  once: true,
  reads,
  concerns: (report, settings) => isOn(settings, 'update_clinics') && lacksSender(report),
  run: (report, facts) => {
    const found = callerOf(facts.callers);
    if (found)
      return [
        change<Report>(report._id, doc => (doc.contact ? doc : { ...doc, contact: minifyLineage(found.contact)! })),
      ];
    // Who gives a command in a chat has his answer already.
    return report.content_type === 'xml' || report.chat_message?.command !== undefined
      ? null
      : [change<Report>(report._id, doc => (doc.contact ? doc : stranger(doc, report, facts)))];
  },
});

/** A message that says of its sender nothing but a number or an external id. */
const lacksSender = (report: Report): boolean =>
  !report.contact && !report.kujua_message && !!(report.from || report.refid);

const stranger = (doc: Report, report: Report, facts: Seen<typeof reads>): Report => {
  const form = configuredForm(facts.settings, report.form);
  if (form?.public_form) return doc;
  const spoken: Spoken = { ...facts, report, sender: null };
  if (!form)
    return withError(doc, {
      code: unknownSender,
      message: textOf({ translation_key: unknownSender }, spoken) || unknownSender,
    });
  const { messages } = facts.settings.update_clinics.find(({ form: code }) => sameForm(code, report.form)) ?? {
    messages: [],
  };
  return withRefusal(doc, 'update_clinics', unknownSender, messages, spoken, new Date(facts.now).toISOString());
};
