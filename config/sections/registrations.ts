import './jitless.ts';
import * as z from 'zod';
import { namedParams, params } from './event-params.ts';
import { nearest } from './nearest.ts';
import { name, orElse, reply, validations } from './text.ts';

/** What a registration may do. `add_patient_id` is the old name of `add_patient`. */
export const triggers = [
  'add_patient',
  'add_patient_id',
  'add_place',
  'add_case',
  'add_expected_date',
  'add_birth_date',
  'assign_schedule',
  'clear_schedule',
] as const;
/** @see triggers */
export type Trigger = (typeof triggers)[number];

const trigger = name('give the trigger, such as assign_schedule').superRefine((text, context) => {
  if (text === '' || (triggers as readonly string[]).includes(text)) return;
  const near = nearest(text, triggers);
  context.addIssue({ code: 'custom', message: `there is no trigger ${text}${near ? `; is ${near} meant?` : ''}` });
});

const ofPerson = ['contact_type', 'patient_id_field', 'patient_name_field', 'parent_id'];
/** Parameters of the triggers that make contacts; all but `contact_type` name a field of the form. */
const paramNames: ReadonlyMap<string, readonly string[]> = new Map([
  ['add_patient', ofPerson],
  ['add_patient_id', ofPerson],
  ['add_place', ['contact_type', 'place_name_field', 'parent_id']],
]);

const event = z
  .looseObject({
    name: z.string().optional().default('on_create'),
    trigger,
    params: params.optional(),
    bool_expr: z.string().optional(),
  })
  .superRefine((given, context) => {
    const named = namedParams(given);
    const fault = (key: string, message: string) =>
      context.addIssue({ code: 'custom', path: ['params', key], message });
    for (const key of paramNames.get(given.trigger) ?? []) {
      const value = named[key];
      if (value === undefined || (typeof value === 'string' && value.trim() !== '')) continue;
      fault(key, key === 'contact_type' ? 'name a contact type' : 'name a field of the form');
    }
  });

/** `registrations`: reports that make people, places and cases, and start or end schedules. */
export const registrations = z
  .array(
    z.looseObject({
      form: name('name the form by its code'),
      events: orElse(z.array(event, { error: 'give a list of events' }), () => []),
      validations,
      messages: orElse(z.array(reply, { error: 'give a list of messages' }), () => []),
    }),
    { error: 'give a list of registrations' },
  )
  .describe('Which reports register people, places and schedules');

/** One of `settings.registrations`. */
export type Registration = z.output<typeof registrations>[number];
/** One of `settings.registrations[].events`. */
export type RegistrationEvent = Registration['events'][number];
