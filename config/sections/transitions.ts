import './jitless.ts';
import * as z from 'zod';

/** Every transition of CHT, in the order in which they run. */
export const transitionNames = [
  'update_clinics',
  'self_report',
  'registration',
  'accept_patient_reports',
  'accept_case_reports',
  'generate_shortcode_on_contacts',
  'generate_patient_id_on_people',
  'default_responses',
  'update_sent_by',
  'death_reporting',
  'conditional_alerts',
  'multi_report_alerts',
  'update_notifications',
  'update_scheduled_reports',
  'resolve_pending',
  'muting',
  'mark_for_outbound',
  'create_user_for_contacts',
] as const;

const choice = z.union(
  [
    z.boolean(),
    z.looseObject({
      disable: z.boolean({ error: 'expected true or false' }).optional(),
      client_side: z.boolean({ error: 'expected true or false' }).optional().describe('false: on the server only'),
    }),
    z.string(),
    z.number(),
    z.null(),
  ],
  { error: 'expected true, false or an object such as {"disable": true}' },
);

/** `transitions`: what is on. */
export const transitions = z
  .record(z.string(), choice, { error: 'expected an object of transitions, such as {"muting": true}' })
  .describe('Which transitions run: true, false, {"disable": true} or {"client_side": false}');

/** `settings.transitions`. */
export type Transitions = z.output<typeof transitions>;
