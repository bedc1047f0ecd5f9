import './jitless.ts';
import * as z from 'zod';
import { parseOffset } from './schedules.ts';
import { name, orElse, reply, validations } from './text.ts';

const scheduleList = z
  .union([z.string(), z.array(z.string())], { error: 'name schedules, with commas between, or give a list' })
  .transform(names =>
    [names]
      .flat()
      .flatMap(text => text.split(','))
      .map(part => part.trim())
      .filter(part => part !== ''),
  );

/** An offset that is not negative, such as `8 days`. */
const span = z
  .string({ error: 'give a time such as 8 days' })
  .refine(text => text.trim() === '' || (parseOffset(text)?.amount ?? -1) >= 0, {
    error: 'give a time such as 8 days',
  });

const visits = z.array(
  z
    .looseObject({
      form: name('name the form by its code'),
      silence_type: orElse(scheduleList, () => []).describe('Schedules whose messages such a report clears'),
      silence_for: span
        .nullish()
        .describe('Only groups with a message due up to this long after the report; all groups when not given'),
      validations,
      messages: orElse(z.array(reply, { error: 'give a list of messages' }), () => []).describe(
        'Replies by event_type: report_accepted, registration_not_found',
      ),
    })
    .meta({ id: 'visit' }),
  { error: 'give a list of {form, silence_type, silence_for, validations, messages}' },
);

/** `patient_reports`. */
export const patientReports = visits.describe(
  'Reports about somebody registered: what they must fulfil, what is answered, and which scheduled messages they clear',
);

/** `accept_case_reports`: the same for reports that name a case. */
export const caseReports = visits.describe('Reports about a case, found by its case_id: the same as patient_reports');

/** One of `settings.patient_reports` or `settings.accept_case_reports`. */
export type VisitSettings = z.output<typeof patientReports>[number];
