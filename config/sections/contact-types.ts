import './jitless.ts';
import * as z from 'zod';
import { name } from './text.ts';

/** `contact_types`: the kinds of places and people, and which stands under which. */
export const contactTypes = z
  .array(
    z.looseObject({
      id: name('give the type an id'),
      parents: z
        .array(name('name a type'))
        .optional()
        .describe('Types of place that a contact of this type may stand under'),
      person: z.boolean().optional().describe('A person rather than a place'),
      name_key: z.string().optional(),
      group_key: z.string().optional(),
      create_key: z.string().optional(),
      edit_key: z.string().optional(),
      primary_contact_key: z.string().optional(),
      icon: z.string().optional(),
      create_form: z.string().optional(),
      edit_form: z.string().optional(),
      count_visits: z.boolean().optional(),
      chat: z.literal('group').optional().describe('Its places are groups of people who chat'),
    }),
    { error: 'give a list of contact types' },
  )
  .describe('The hierarchy of places and people');

/** `place_hierarchy_types`. */
export const placeHierarchyTypes = z
  .array(z.string(), { error: 'give a list of place types' })
  .describe('Types in the place filter, topmost first');

/** One of `settings.contact_types`. */
export type ContactTypeSetting = z.output<typeof contactTypes>[number];
