import './jitless.ts';
import * as z from 'zod';
import { name, orElse, reply } from './text.ts';

const answersOf = (what: string) =>
  z.array(
    z.looseObject({
      form: name('name the form by its code'),
      messages: orElse(z.array(reply, { error: 'give a list of messages' }), () => []).describe(what),
    }),
    { error: 'give a list of {form, messages}' },
  );

/** `update_clinics`: what an unknown sender of a form is told. */
export const updateClinics = answersOf('Replies by event_type: sys.facility_not_found').describe(
  'What senders whose number nobody knows are told, by form',
);

/** `self_report`: forms in which the sender speaks of himself. */
export const selfReport = answersOf('Replies by event_type: report_accepted, sender_not_found').describe(
  'Forms whose sender is also the person that they are about',
);

/** One of `settings.update_clinics` or `settings.self_report`. */
export type FormAnswers = z.output<typeof selfReport>[number];
