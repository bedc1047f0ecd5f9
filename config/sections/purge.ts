import './jitless.ts';
import * as z from 'zod';
import { name, wholeNumber } from './text.ts';
import { times } from './times.ts';

/** `purge`: the function that says what devices need not keep, and when it is asked. */
export const purge = z
  .looseObject({
    fn: name(
      'give the function that says what is purged: (userCtx, contact, reports, messages, cht, permissions) => ids',
    ),
    ...times,
    run_every_days: wholeNumber(1, 365)
      .nullish()
      .transform(days => days ?? undefined)
      .describe('Deprecated: every so many days, where neither cron nor text_expression is given'),
  })
  .describe('Documents that devices need not keep any longer');

/** `settings.purge`. */
export type Purge = z.output<typeof purge>;
