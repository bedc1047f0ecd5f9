import type { Dialogue, Next } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Expression } from '@rounds/ddocs/dialogues/expression.ts';
import * as z from 'zod';
import { languageTag } from './coactuem-shape.ts';

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const expression: z.ZodType<Expression> = z.lazy(() =>
  z.union(
    [
      z.strictObject({ value }),
      z.strictObject({ variable: z.string() }),
      z.strictObject({ text: z.array(expression) }),
      z.strictObject({ say: z.string() }),
      z.strictObject({ list: z.array(expression) }),
      z.strictObject({
        is: z.enum(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in']),
        left: expression,
        right: expression,
      }),
      z.strictObject({ add: z.tuple([expression, expression]) }),
      z.strictObject({ all: z.array(expression) }),
      z.strictObject({ any: z.array(expression) }),
      z.strictObject({ not: expression }),
      z.strictObject({ if: expression, yes: expression, no: expression }),
      z.strictObject({
        find: expression,
        among: z.array(z.tuple([expression, expression])),
        otherwise: expression.exactOptional(),
      }),
      z.strictObject({ number: expression }),
      z.strictObject({ length: expression }),
    ],
    { error: 'is no expression' },
  ),
);

const next: z.ZodType<Next> = z.lazy(() =>
  z.union(
    [
      z.string(),
      z.null(),
      z.strictObject({
        cases: z.array(
          z.strictObject({
            variable: z.string(),
            earlier: z.literal(true).exactOptional(),
            is: z.record(z.string(), next),
          }),
        ),
        otherwise: next.exactOptional(),
      }),
    ],
    { error: 'is the id of a step, null for the end, or cases by an answer' },
  ),
);

const hours = z.number({ error: 'give hours as a number' }).positive({ error: 'give hours above 0' });
const id = z.string().regex(/^[\p{L}\p{N}_-]{1,64}$/u, { error: 'give letters, digits, _ and -, at most 64' });

const step = z.strictObject({
  asks: z.enum(['choice', 'text']).exactOptional(),
  choices: z
    .array(z.strictObject({ variable: z.string(), value: z.string(), when: expression.exactOptional() }))
    .exactOptional(),
  variable: z.string().exactOptional(),
  is: z.enum(['text', 'number', 'time', 'date']).exactOptional(),
  decline_value: z.string().exactOptional(),
  media: z
    .array(z.strictObject({ kind: z.enum(['photo', 'document']), file: z.string().exactOptional() }))
    .exactOptional(),
  wait: z.number().min(0).exactOptional(),
  next,
  save: z.string().exactOptional(),
  display: z.record(z.string(), expression).exactOptional(),
  action: z.string().exactOptional(),
  nudge_after: hours.exactOptional(),
  timeout: z.strictObject({ after: hours, next }).exactOptional(),
  expires: hours.exactOptional(),
  attempts: z
    .strictObject({
      most: z.number().int().min(1).max(20),
      after: z.union([z.enum(['decline', 'hand_over']), z.strictObject({ next })]),
    })
    .exactOptional(),
  hand_over: z.strictObject({ exits: z.record(z.string(), next).exactOptional() }).exactOptional(),
  assign: z
    .strictObject({
      variable: z.string().min(1),
      weights: z
        .record(z.string(), z.number().min(0))
        .refine(weights => Object.values(weights).some(weight => weight > 0), { error: 'give one weight above 0' }),
      experiment: z.string().exactOptional(),
    })
    .exactOptional(),
  set: z.array(z.strictObject({ variable: z.string().min(1), to: expression })).exactOptional(),
  layout: z.enum(['rows', 'row']).exactOptional(),
});

/** A dialogue as it is stored. */
export const dialogueShape: z.ZodType<Dialogue> = z.strictObject({
  schema_version: z.literal(1),
  id,
  kind: z.string().exactOptional(),
  languages: z.array(languageTag).min(1, { error: 'name at least one language' }),
  first: z.string(),
  steps: z.record(z.string(), step),
  texts: z.record(languageTag, z.record(z.string(), z.string())),
  repeatable: z.boolean().exactOptional(),
  skip: z.boolean().exactOptional(),
  points: expression.exactOptional(),
  expires: hours.exactOptional(),
  files: z
    .record(
      z.string().min(1).max(200),
      z.strictObject({
        id: z.string().regex(/^file:[\w-]+$/, { error: 'is no file that was uploaded here' }),
        mime: z.string(),
        size: z.number().int().min(0),
      }),
    )
    .exactOptional(),
});
