import { isOn } from '../sections/is-on.ts';
import type { Fault } from './faults.ts';
import type { Settings } from './settings.ts';

/** What is odd about what reports do, where it needs more than one section to be seen. */
export const reportWarnings = (settings: Settings): Fault[] => {
  const isWithout = isOn(settings, 'death_reporting') && !settings.death_reporting?.mark_deceased_forms.length;
  return isWithout
    ? [
        {
          path: 'death_reporting.mark_deceased_forms',
          message: 'name no form that reports a death: nobody is reported dead',
        },
      ]
    : [];
};

/** Schedules that visits are to clear, by path: one that there is not clears nothing. */
export const silencedSchedules = (settings: Settings): [path: string, name: string][] =>
  (['patient_reports', 'accept_case_reports'] as const).flatMap(section =>
    settings[section].flatMap(({ silence_type }, index) =>
      silence_type.map((name): [string, string] => [`${section}[${index}].silence_type`, name]),
    ),
  );
