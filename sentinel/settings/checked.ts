import type { Fault, Unknown } from '@rounds/config/settings/faults.ts';
import { parseSettings } from '@rounds/config/settings/parse.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Sandbox } from '../engine/sandbox.ts';
import { timetableFaults } from '../jobs/timetable-faults.ts';
import { expressionFaults } from '../sandbox/expression-faults.ts';
import { recipientWarnings } from './recipients.ts';

/** Settings as somebody wants to store them, looked at from all sides. */
export interface CheckedSettings {
  settings: Settings;
  /** Why they must not be stored. */
  faults: Fault[];
  /** What is odd about them and harms nobody. */
  warnings: Fault[];
  unknown: Unknown[];
}

/**
 * Checks settings as every door does that stores any: their sections, their times, their expressions, and to whom they
 * send. Paths are those of what was given.
 */
export const checkSettings = (raw: unknown, sandbox: Sandbox): CheckedSettings => {
  const { settings, faults, warnings, unknown, asGiven } = parseSettings(raw);
  const located = (found: readonly Fault[]): Fault[] => found.map(one => ({ ...one, path: asGiven(one.path) }));
  return {
    settings,
    faults: [...faults, ...located([...timetableFaults(settings), ...expressionFaults(settings, sandbox)])],
    warnings: [...warnings, ...located(recipientWarnings(settings))],
    unknown,
  };
};
