import './jitless.ts';
import * as z from 'zod';
import { name, wholeNumber, yesNo } from './text.ts';
import { times } from './times.ts';

const key = name('name the credential in the vault');
const auth = z
  .looseObject({
    type: z.string({ error: 'give a type: basic, bearer or header' }).transform(type => type.toLowerCase()),
  })
  .pipe(
    z.discriminatedUnion(
      'type',
      [
        z.looseObject({ type: z.literal('basic'), username: name('give the name to log in with'), password_key: key }),
        z.looseObject({ type: z.literal('bearer'), token_key: key }),
        z.looseObject({
          type: z.literal('header'),
          name: name('name the header, such as Authorization'),
          value_key: key,
        }),
      ],
      { error: 'is not known here; basic, bearer and header are' },
    ),
  )
  .describe('How Rounds logs in there; passwords are named, and kept in the vault');

const value = z.union(
  [
    z.string(),
    z.looseObject({ path: name('give a path such as doc.fields.name'), optional: yesNo.optional() }),
    z.looseObject({ expr: name('give an expression such as doc.fields.age > 4'), optional: yesNo.optional() }),
  ],
  { error: 'give a path such as doc.fields.name, {path, optional} or {expr, optional}' },
);

const push = z.looseObject({
  relevant_to: name("give an expression such as doc.type === 'data_record' && doc.form === 'pregnancy'").describe(
    'Which documents are pushed',
  ),
  destination: z.looseObject({
    base_url: z.url({ protocol: /^https?$/, error: 'give an address such as https://example.org' }),
    path: z.string({ error: 'give a path such as /api/v1/patients' }).optional().default(''),
    params: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
      .optional()
      .describe('Added to the address as its query'),
    auth: auth.optional(),
    timeout: wholeNumber(1, 300)
      .optional()
      .default(30)
      .describe('Seconds after which an answer is no longer waited for'),
  }),
  mapping: z
    .record(z.string(), value, { error: 'give an object of fields' })
    .describe(
      'Fields of what is pushed, a.b for one inside another, each from a path of the document or an expression',
    ),
  cron: times.cron.describe('Pushes wait for this time; they go at once when it is not given'),
});

/** `outbound`: pushes to other systems (the transition `mark_for_outbound`). */
export const outbound = z
  .record(z.string(), push, { error: 'give an object of pushes by name' })
  .describe('Pushes of documents to other systems, by name');

/** One of `settings.outbound`. */
export type Push = z.output<typeof push>;
