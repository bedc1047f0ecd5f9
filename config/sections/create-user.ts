import './jitless.ts';
import * as z from 'zod';
import { name } from './text.ts';

/** `create_user_for_contacts`: logins that are handed on from one person to the next. */
export const createUserForContacts = z
  .looseObject({
    replace_forms: z
      .array(name('name a form by its code'), { error: 'give a list of form codes' })
      .nullish()
      .describe(
        'Forms by which somebody hands his login on: fields.replacement_contact_id names the person who gets one',
      ),
  })
  .describe('Logins that are made for people, with a link sent to their phone');
