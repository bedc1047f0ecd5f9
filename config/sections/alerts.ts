import './jitless.ts';
import * as z from 'zod';
import { inlineText, name, recipient, wholeNumber } from './text.ts';

/** A list, strictly; old settings may hold `{}`, or entries by a key that means nothing. */
const listOf = <T extends z.ZodType>(entry: T, error: string) =>
  z.preprocess(
    given => (typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.values(given) : given),
    z.array(entry, { error }),
  );

const words = {
  translation_key: z.string().optional().describe('Key of the text in the messages-<locale> documents'),
  message: inlineText.optional(),
};
const saysSomething = ({
  translation_key,
  message,
}: {
  translation_key?: string | undefined;
  message?: unknown;
}): boolean =>
  !!translation_key || (message !== undefined && message !== '' && !(Array.isArray(message) && message.length === 0));
const wordless = { path: ['message'], error: 'give a message, or a translation_key' };

/** `alerts`: a message when a report fulfils a condition (the transition `conditional_alerts`). */
export const alerts = listOf(
  z
    .looseObject({
      form: name('name the form by its code'),
      condition: name('give a condition such as doc.temperature > 39 or STOCK(0).left < STOCK(1).left').describe(
        'In JavaScript: doc is the report, and a function named as the form gives it (0) and those from the same place before it (1, 2, ...)',
      ),
      recipient: recipient.optional(),
      ...words,
    })
    .refine(saysSomething, wordless),
  'give a list of {form, condition, message, recipient}',
).describe('Messages to somebody when a report fulfils a condition');

/** `multi_report_alerts`: a message when many reports come within some days. */
export const multiReportAlerts = listOf(
  z
    .looseObject({
      name: name('give the alert a name of its own'),
      is_report_counted: name('give a function such as function(report, latest) { return true; }').describe(
        'A function in JavaScript of a report and the latest one: whether it counts',
      ),
      num_reports_threshold: wholeNumber(1, 100).describe('From so many reports on'),
      time_window_in_days: z
        .union(
          [
            z.number(),
            z
              .string()
              .regex(/^\s*\d+(\.\d+)?\s*$/)
              .transform(Number),
          ],
          { error: 'give a number of days' },
        )
        .refine(days => days > 0 && days <= 3660, { error: 'give a number of days above 0' })
        .describe('Within so many days before the latest'),
      forms: z
        .array(name('name a form by its code'), { error: 'give a list of form codes' })
        .nullish()
        .describe('Only reports of these forms; of any when not given'),
      recipients: z
        .union([z.string().transform(one => [one]), z.array(z.string())], {
          error: 'give a list of phone numbers or paths',
        })
        .refine(list => list.some(one => one.trim() !== ''), { error: 'name at least one recipient' })
        .describe('Phone numbers, or paths such as new_report.contact.parent.contact.phone'),
      ...words,
    })
    .refine(saysSomething, wordless),
  'give a list of {name, is_report_counted, num_reports_threshold, time_window_in_days, recipients, message}',
)
  .check(({ value, issues }) => {
    value.forEach((alert, at) => {
      const isKnown = value.slice(0, at).some(before => before.name === alert.name);
      if (isKnown)
        issues.push({ code: 'custom', input: alert.name, path: [at, 'name'], message: `${alert.name} is there twice` });
    });
  })
  .describe('Messages to somebody when there are many reports within some days');

/** One of `settings.alerts`. */
export type Alert = z.output<typeof alerts>[number];
/** One of `settings.multi_report_alerts`. */
export type MultiReportAlert = z.output<typeof multiReportAlerts>[number];
