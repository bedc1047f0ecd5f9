import './jitless.ts';
import * as z from 'zod';
import { nearest } from './nearest.ts';
import { inlineText, yesNo } from './text.ts';

/**
 * Types of a field of an SMS or JSON form; a field of another type is kept as text. `bsAggreDate` is
 * not sent: it is the date that the `bsYear`, `bsMonth` and `bsDay` of its form give together. `complex` comes in JSON
 * only.
 */
export const fieldTypes = [
  'string',
  'integer',
  'date',
  'boolean',
  'month',
  'phone_number',
  'bsDate',
  'bsYear',
  'bsMonth',
  'bsDay',
  'bsAggreDate',
  'year',
  'number',
  'complex',
  'custom',
] as const;

const label = z
  .union([inlineText, z.looseObject({ translation_key: z.string() })], {
    error: 'give text, text by locale, or a translation_key',
  })
  .meta({ id: 'label' });

const type = z
  .string({ error: `give the field a type: ${fieldTypes.slice(0, 6).join(', ')}` })
  .check(({ value, issues }) => {
    const near = (fieldTypes as readonly string[]).includes(value) ? undefined : nearest(value, fieldTypes);
    if (near) issues.push({ code: 'custom', input: value, message: `${value} is not a type; is ${near} meant?` });
  });

const length = z
  .array(z.number(), { error: 'give the least and the greatest length' })
  .max(2, 'give the least and the greatest length')
  .refine(([least = 0, greatest = least]) => least >= 0 && least <= greatest, {
    error: 'give the least and then the greatest length',
  });

const choices = 'give a list of [value, label]';
const choice = z.tuple([z.union([z.string(), z.number(), z.boolean()]), label], z.unknown());

const list = z.union([z.array(choice, { error: choices }), z.record(z.string(), label)], { error: choices }).nullish();

const field = z.looseObject({
  type,
  position: z
    .int({ error: 'give a whole number, 0 for the first' })
    .min(0, 'give a whole number, 0 for the first')
    .optional(),
  labels: z
    .looseObject({ tiny: label.nullish(), short: label.nullish(), description: label.nullish() })
    .nullish()
    .describe('tiny: what labelled messages begin a value with; short and description: what screens show'),
  length: length.optional(),
  required: yesNo.nullish(),
  list,
  flags: z
    .looseObject({ list })
    .nullish()
    .describe('list: the choices, where cht-conf compiles the settings, which refuses them beside the type'),
});

/** A label as it is compared, by locale; every locale at once for one that is the same in all. */
const spellings = (of: z.output<typeof label> | null | undefined): [locale: string, text: string][] => {
  if (typeof of === 'string') return [['', of]];
  if (Array.isArray(of))
    return (of as { locale?: string; content: string }[]).map(({ locale = '', content }) => [locale, content]);
  return Object.entries((of ?? {}) as Record<string, unknown>).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
};

const tinyClash = (one: z.output<typeof field>, other: z.output<typeof field>): string | undefined => {
  const others = spellings(other.labels?.tiny);
  const same = (a: string, b: string) => a.trim() !== '' && a.trim().toLowerCase() === b.trim().toLowerCase();
  return spellings(one.labels?.tiny).find(
    ([locale, text]) =>
      locale !== 'translation_key' &&
      others.some(([at, word]) => (!at || !locale || at === locale) && same(text, word)),
  )?.[1];
};

interface Found {
  path: PropertyKey[];
  message: string;
}

/** What is wrong between the fields of a form. */
const fieldFaults = (fields: Record<string, z.output<typeof field>>): Found[] => {
  const keys = Object.keys(fields);
  const ofType = (wanted: string) => keys.filter(key => fields[key]!.type === wanted);
  const faults: Found[] = keys.flatMap((key, index) => {
    const earlier = keys.slice(0, index);
    const twin = earlier.find(other => other.toLowerCase() === key.toLowerCase());
    const above = keys.find(other => key.startsWith(`${other}.`));
    return [
      ...(twin === undefined ? [] : [{ path: ['fields', key], message: `is there twice, as ${twin}, too` }]),
      ...(above === undefined
        ? []
        : [{ path: ['fields', key], message: `stands below ${above}, which has a value of its own` }]),
    ];
  });
  if (ofType('bsYear').length) return faults;
  return [
    ...faults,
    ...ofType('bsAggreDate').map(key => ({
      path: ['fields', key, 'type'],
      message: 'needs a field of type bsYear beside it',
    })),
  ];
};

const form = z
  .looseObject({
    meta: z
      .looseObject({
        code: z.string().optional(),
        label: label.optional(),
        icon: z.string().optional(),
        translation_key: z.string().optional(),
      })
      .optional(),
    fields: z.record(z.string(), field, { error: 'expected an object of fields by name' }).optional().default({}),
    public_form: yesNo.nullish().describe('Accepted from unknown senders, too'),
    use_sentinel: yesNo.nullish(),
    facility_reference: z.string().nullish().describe('The field that holds the external id of the sender'),
  })
  .check(({ value: { fields }, issues }) => {
    for (const { path, message } of fieldFaults(fields)) issues.push({ code: 'custom', input: fields, path, message });
  });

/** `forms`: SMS and JSON forms by code. */
export const forms = z
  .record(z.string(), form, { error: 'expected an object of forms by code' })
  .describe('Forms that come as structured SMS or JSON, by code');

/** One of `settings.forms`. */
export type SmsForm = z.output<typeof form>;
/** One of the fields of an SMS or JSON form. */
export type SmsField = z.output<typeof field>;

/**
 * Fields that labelled messages cannot tell apart: the label is that of the first. One that comes as JSON needs none.
 */
const labelWarnings = ({ fields }: SmsForm): Found[] =>
  Object.keys(fields).flatMap((key, index, keys) => {
    const clash = keys
      .slice(0, index)
      .map(other => ({ other, text: tinyClash(fields[key]!, fields[other]!) }))
      .find(({ text }) => text !== undefined);
    if (!clash) return [];
    const message = `${clash.text} is the tiny label of ${clash.other}, too, which is the one that it means in messages`;
    return [{ path: ['fields', key, 'labels', 'tiny'], message }];
  });

const referenceWarnings = ({ fields, facility_reference: reference }: SmsForm): Found[] => {
  if (!reference || Object.hasOwn(fields, reference)) return [];
  const near = nearest(reference, Object.keys(fields));
  return [
    { path: ['facility_reference'], message: `there is no field ${reference}${near ? `; is ${near} meant?` : ''}` },
  ];
};

/** The choices of a field: what may be sent, and what each stands for; undefined where anything may be. */
export const choicesOf = ({ list, flags }: SmsField): NonNullable<SmsField['list']> | undefined =>
  list ?? flags?.list ?? undefined;

/** What is odd about forms and harms no report of theirs. */
export const formWarnings = (forms: Readonly<Record<string, SmsForm>>): { path: string; message: string }[] =>
  Object.entries(forms).flatMap(([code, form]) =>
    [...labelWarnings(form), ...referenceWarnings(form)].map(({ path, message }) => ({
      path: ['forms', code, ...path].join('.'),
      message,
    })),
  );
