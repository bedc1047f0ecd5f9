import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { NewReport } from '@rounds/sentinel/reading/incoming.ts';
import { readMessage } from '@rounds/sentinel/reading/message.ts';

/** The forms of the table of what CHT answers. */
export const forms = {
  P: {
    fields: {
      name: { type: 'string', required: true, labels: { tiny: 'N' } },
      lmp: { type: 'integer', labels: { tiny: 'LMP' } },
      dob: { type: 'date', labels: { tiny: 'D' } },
    },
  },
  V: {
    fields: {
      patient_id: { type: 'string', required: true, labels: { tiny: { en: 'ID' } } },
      note: { type: 'string', labels: { tiny: [{ locale: 'en', content: 'NOTE' }] } },
    },
  },
  B: {
    fields: {
      ok: { type: 'boolean', labels: { tiny: 'OK' } },
      n: {
        type: 'integer',
        labels: { tiny: 'CNT' },
        list: [
          [1, 'one'],
          [2, 'two'],
        ],
      },
      phone: { type: 'phone_number', labels: { tiny: 'PH' } },
      'q.deep': { type: 'integer', labels: { tiny: 'QD' } },
    },
  },
};

/** Settings with these forms in Kenya, where days begin as in Greenwich. @throws Error when they are faulty */
export const settingsWith = (more: Record<string, unknown> = {}): Settings => {
  const { settings, faults } = parseSettings({ forms, default_country_code: 254, default_timezone: 'UTC', ...more });
  if (faults.length) throw new Error(JSON.stringify(faults));
  return settings;
};

/** Wednesday, 14 January 2026, 10:00 in Greenwich. */
export const now = Date.UTC(2026, 0, 14, 10);

/** A message as it is read in those settings. */
export const read = (
  message: string,
  more: {
    settings?: Settings;
    words?: Record<string, Record<string, string>>;
    from?: string;
    locale?: string;
    sentTimestamp?: unknown;
  } = {},
): NewReport => readMessage({ message, words: {}, now, ...more, settings: more.settings ?? settingsWith() });

/** Codes of what is wrong, in order of the alphabet. */
export const codesOf = ({ errors = [] }: Pick<NewReport, 'errors'>): string[] => errors.map(({ code }) => code).sort();
