import type { Settings } from '@rounds/config/settings/settings.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { mayName, unknownIn } from '@rounds/sentinel/campaigns/fill-in.ts';
import * as z from 'zod';

const id = z.string().min(1).max(200);
const most = { places: 200, people: 50_000, fields: 20, text: 4096 } as const;

/** Whom something is meant for, as it comes in. */
export const audience = z.strictObject({
  under: z.array(id).max(most.places).default([]),
  languages: z.array(z.string().min(1).max(20)).max(50).default([]),
  fields: z
    .record(z.string().min(1).max(100), z.array(z.string().max(200)).min(1).max(100))
    .default({})
    .refine(fields => Object.keys(fields).length <= most.fields, { error: `name at most ${most.fields} answers` }),
  only: z.array(id).min(1).max(most.people).optional(),
});

const textOfCampaign = z
  .string()
  .trim()
  .max(most.text)
  .superRefine((text, { addIssue }) => {
    for (const key of unknownIn(text))
      addIssue({ code: 'custom', message: `{{${key}}} is not known; write one of ${mayName.join(', ')}` });
  });

const says = z.union(
  [
    z.strictObject({
      text: z
        .record(z.string().min(1).max(20), textOfCampaign)
        .refine(text => Object.values(text).some(words => words !== ''), {
          error: 'write the text in one language at least',
        }),
    }),
    z.strictObject({ dialogue: id }),
  ],
  { error: 'give either text by language, or the id of a dialogue' },
);

const campaign = z.strictObject({
  title: z.string({ error: 'give it a title' }).trim().min(1, { error: 'give it a title' }).max(200),
  audience: audience.default({ under: [], languages: [], fields: {} }),
  says,
  when_busy: z.enum(['wait', 'skip', 'interrupt'], { error: 'say wait, skip or interrupt' }).default('wait'),
  rate: z.int({ error: 'give how many people get it in a minute' }).min(1).max(1440).optional(),
});

/** A campaign as somebody writes it. */
export type CampaignBody = Omit<z.output<typeof campaign>, 'rate'> & { rate: number };

/** Of a choice between two shapes: the faults of the one that was nearly met, else that neither was. */
const issuesOf = (error: z.ZodError): z.core.$ZodIssue[] =>
  error.issues.flatMap(issue => {
    const nearly =
      issue.code === 'invalid_union' ? issue.errors.find(all => all.every(({ code }) => code === 'custom')) : undefined;
    return nearly?.map(one => ({ ...one, path: [...issue.path, ...one.path] })) ?? [issue];
  });

const faultsOf = (error: z.ZodError): string =>
  issuesOf(error)
    .map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '))
    .join('; ');

/** @throws AppError `request/invalid` with all faults by path */
export const parsed = <T>(schema: z.ZodType<T>, body: unknown, hint: string): T => {
  const { data, error } = schema.safeParse(body);
  if (error) throw new AppError('request/invalid', faultsOf(error), { hint });
  return data as T;
};

/** @throws AppError `request/invalid` with all faults by path */
export const readCampaign = (body: unknown, { campaigns }: Pick<Settings, 'campaigns'>): CampaignBody => {
  const read = parsed(campaign, body, 'Send {title, audience: {under, languages, fields}, says: {text} or {dialogue}}');
  return { ...read, rate: Math.min(read.rate ?? campaigns.rate, campaigns.rate) };
};

const act = z.strictObject({
  act: z.enum(['start', 'approve', 'share', 'stop', 'go_on', 'again'], {
    error: 'say start, approve, share, stop, go_on or again',
  }),
  share: z.int({ error: 'give a share in per cent' }).min(1).max(100).optional(),
});

/** @throws AppError `request/invalid` */
export const readAct = (body: unknown): z.output<typeof act> => parsed(act, body, 'Send {"act": "start", "share": 1}');
