import * as z from 'zod';

/** A language, such as `ca` or `pt-BR`. */
export const languageTag = z
  .string()
  .regex(/^[a-z]{2,8}(?:[-_][a-z0-9]{1,8}){0,3}$/i, { error: 'is no language such as en or pt-BR' });

const text = z.union([z.string(), z.record(languageTag, z.string())], {
  error: 'give a text, or texts by language: {"en": "Hello"}',
});
const value = z.union([z.string(), z.number().transform(String)], { error: 'give a value as text' });

const input = z.looseObject({
  name: z.string({ error: 'give the variable a name' }).min(1),
  type: z.string().optional(),
  texts: z.array(text).optional(),
  values: z.array(value).optional(),
  type2: z.string().optional(),
  file_name: text.optional(),
  condition: z.string().nullish(),
});

const message = z.looseObject({
  type: z.enum(['NA', 'SA', 'WA', 'CA'], { error: 'is NA (no answer), SA (select), WA (write) or CA (compare)' }),
  text: text.nullish(),
  wait: z.union([z.number().min(0), z.string().regex(/^\d+$/).transform(Number)]).nullish(),
  next: z.unknown().optional(),
  vars: z
    .array(z.union([z.string(), input], { error: 'give names of variables, or inputs with texts and values' }))
    .nullish(),
  save: z.string().nullish(),
  display: z.record(z.string(), text, { error: 'give expressions by name' }).nullish(),
  action: z.string().nullish(),
  triggers: z.unknown().optional(),
  waiting_text: z.unknown().optional(),
});

/** A dialogue as CoActuem writes it. What it does not use is kept apart by the keys that are known here. */
export const coactuemShape = z.looseObject({
  _id: z.string({ error: 'give the dialogue an id' }).min(1),
  title: z.string().nullish(),
  initial_messages: z
    .array(value, { error: 'give the ids of the first messages, one for each player' })
    .min(1, { error: 'name the first message' }),
  points: z.array(z.union([z.string(), z.number().transform(String)])).nullish(),
  messages: z.record(z.string(), message, { error: 'give messages by their ids' }),
  skip: z.boolean().nullish(),
  repeatable: z.boolean().nullish(),
});

export type CoactuemDialogue = z.output<typeof coactuemShape>;
export type CoactuemMessage = z.output<typeof message>;
export type CoactuemInput = z.output<typeof input>;
