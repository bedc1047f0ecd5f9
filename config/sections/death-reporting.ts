import './jitless.ts';
import * as z from 'zod';
import { formCodes } from './text.ts';

/** `death_reporting`: which reports say that somebody died, and which take that back. */
export const deathReporting = z
  .looseObject({
    mark_deceased_forms: formCodes.describe(
      'Forms that report a death; at least one while transitions.death_reporting is on',
    ),
    undo_deceased_forms: formCodes.describe('Forms that take such a report back'),
    date_field: z
      .string({ error: 'name a field such as fields.death_date' })
      .nullish()
      .describe('Where the report says when; the day of the report when not given or not filled in'),
  })
  .describe('Which reports say that somebody died');

/** `settings.death_reporting`. */
export type DeathReporting = z.output<typeof deathReporting>;
