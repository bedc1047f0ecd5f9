import '../jitless.ts';
import * as z from 'zod';
import { name, orElse, reply, validations } from './text.ts';

/** What a registration may do (`sms.md` §4.5). */
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

const event = z.looseObject({
  name: z.string().optional().default('on_create'),
  trigger: name('give the trigger, such as assign_schedule'),
  params: z
    .union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())], { error: 'give text, a list, or an object' })
    .nullish()
    .transform(params => params ?? undefined),
  bool_expr: z.string().optional(),
});

/** `registrations` (`sms.md` §4.5). */
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

const listed = (text: string): string[] =>
  text
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '');

/** Names of the schedules of an `assign_schedule` or `clear_schedule` event: one, several with commas between, a list, or `{name}`. */
export const scheduleNames = ({ params }: { params?: RegistrationEvent['params'] }): string[] => {
  if (typeof params === 'string') return params.trim().startsWith('[') ? listed(params.replace(/[[\]"']/g, '')) : listed(params);
  if (Array.isArray(params)) return params.flatMap(listed);
  return typeof params?.name === 'string' ? listed(params.name) : [];
};
