import './jitless.ts';
import * as z from 'zod';

const cron = z.string().regex(/^\S+( \S+){4}$/, { error: 'give five fields of cron, such as 0 22 * * *' });

/** `mail`: letters to those who look after a programme. Rounds' own. */
export const mail = z
  .looseObject({
    host: z
      .string()
      .min(1, { error: 'name the server that takes letters' })
      .describe('Server that takes letters (SMTP)'),
    port: z.number().int().min(1).max(65535).optional().default(587).describe('Its port; 587 speaks STARTTLS, 465 TLS'),
    user: z.string().optional().describe('Name for it; the password is stored with PUT /api/v1/credentials/mail'),
    insecure: z
      .boolean()
      .optional()
      .default(false)
      .describe('Takes a server that speaks no TLS: for one on this machine'),
    from: z.email({ error: 'give an address such as rounds@example.org' }).describe('Whom letters are from'),
    to: z
      .array(z.email({ error: 'give addresses such as office@example.org' }))
      .min(1, { error: 'name somebody who gets the letters' })
      .describe('Who gets them'),
    daily: z
      .union([cron, z.literal(false)])
      .optional()
      .default('0 22 * * *')
      .describe('When the daily digest goes; false for none'),
    weekly: z
      .union([cron, z.literal(false)])
      .optional()
      .default('0 10 * * 1')
      .describe('When the weekly one goes; false for none'),
    alerts: z
      .boolean()
      .optional()
      .default(true)
      .describe('Whether a letter goes when a channel stops or no sentinel leads'),
  })
  .describe('Letters: digests, and alerts when something stopped; without this section none are sent');

/** The section `mail`, checked. */
export type MailSettings = z.output<typeof mail>;
