import './jitless.ts';
import * as z from 'zod';
import { name } from './text.ts';

const hours = z.number({ error: 'give hours as a number' }).positive({ error: 'give hours above 0' });
const dialogue = name('name a dialogue');

/** `dialogues`: who is led through which dialogues, and when. Rounds' own. */
export const dialogues = z
  .looseObject({
    sequences: z
      .record(z.string(), z.array(dialogue))
      .optional()
      .default({})
      .describe('Dialogues in their order, by the id of an arm; default is for everybody else'),
    closing: dialogue.optional().describe('The dialogue with which it ends, once the sequence is through'),
    interval: hours
      .optional()
      .default(24)
      .describe('Hours from the end of a dialogue to the next, where a person chose none'),
    stories: z
      .array(z.string())
      .optional()
      .default(['compartir_vivencias', 'encontrar_soluciones_juntos', 'story'])
      .describe('Kinds of dialogues that wait the whole interval; all others wait a part of it'),
    pace_factor: z
      .number()
      .min(0)
      .max(10)
      .optional()
      .default(0.25)
      .describe('Which part of the interval other kinds wait'),
    jitter: z
      .number()
      .int()
      .min(0)
      .max(1440)
      .optional()
      .default(30)
      .describe('Minutes over which those are spread who would all be asked at the end of the quiet hours'),
    pacing: z
      .boolean()
      .optional()
      .default(true)
      .describe('Whether time is left for reading between two messages; off, all is said at once'),
    profile: z
      .array(
        z.union(
          [
            name('name a field of the profile'),
            z.looseObject({
              field: name('name a field of the profile'),
              label: z
                .string()
                .optional()
                .describe('What it is called in digests and charts; the field when not given'),
              values: z.record(z.string(), z.string()).optional().describe('What its values are called'),
              bands: z
                .array(z.number())
                .min(1, { error: 'give at least one number' })
                .max(20)
                .refine(bands => bands.every((band, at) => at === 0 || band > bands[at - 1]!), {
                  error: 'give numbers that grow',
                })
                .optional()
                .describe('Of numbers: where each band but the first begins, as [18, 30, 45]'),
            }),
          ],
          { error: 'name a field, or give {field, label, values, bands}' },
        ),
      )
      .max(6, { error: 'name six fields at most' })
      .optional()
      .default([])
      .describe('Fields of the profile by which people are counted in digests and charts, in the order of their ways'),
    consent: z
      .boolean()
      .optional()
      .default(false)
      .describe(
        'Whether nobody is asked anything of the sequence who has not given consent; the first dialogue asks for it',
      ),
  })
  .describe('Dialogues by chat and SMS; without this section nobody is led through any');

/** The section `dialogues`, checked. */
export type DialogueSettings = z.output<typeof dialogues>;
