import type { Fault } from '@rounds/config/settings/faults.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { isPhone } from '../text/phone-numbers.ts';

/** Sections whose messages name a recipient. */
const sections = [
  ...(['registrations', 'patient_reports', 'accept_case_reports', 'self_report', 'update_clinics'] as const),
  ...(['alerts', 'multi_report_alerts', 'schedules', 'reminders', 'muting', 'notifications'] as const),
];

/** Digits, as people write them: a number and nothing else. */
const isNumber = (text: string): boolean => /^\s*\+?\d[\d\s().-]*$/.test(text);

const walk = (value: unknown, path: string, settings: Settings): Fault[] => {
  if (Array.isArray(value)) return value.flatMap((one, at) => walk(one, `${path}[${at}]`, settings));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]): Fault[] => {
    const here = `${path}.${name}`;
    if (name !== 'recipient' && name !== 'recipients') return walk(one, here, settings);
    const named: [path: string, to: unknown][] = Array.isArray(one)
      ? one.map((to, at) => [`${here}[${at}]`, to])
      : [[here, one]];
    return named.flatMap(([at, to]) =>
      typeof to === 'string' && isNumber(to) && !isPhone(to, settings)
        ? [{ path: at, message: `${to.trim()} is no phone number by these settings: nobody gets this message there` }]
        : [],
    );
  });
};

/** Recipients that are a number and no phone number, by their paths. */
export const recipientWarnings = (settings: Settings): Fault[] =>
  sections.flatMap(section => walk(settings[section], section, settings));
