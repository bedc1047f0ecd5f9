import type { TargetItem } from '@rounds/ddocs/tasks/target.ts';
import type { PhoneProgramme } from './phone-programme.ts';

/** Settings in so far as code, tasks and targets go by them. */
export interface CodeSettings {
  tasks?: {
    rules?: string;
    isDeclarative?: boolean;
    schedules?: { name?: string }[];
    targets?: { enabled?: boolean; items?: TargetItem[] };
    /** `keep`: muted contacts have tasks like any other, as in CHT. Rounds' own. */
    muted?: 'keep';
  };
  contact_summary?: string;
  uhc?: unknown;
  permissions?: Record<string, string[]>;
  task_day_limit?: number;
  task_days_overdue?: boolean;
}

/** The settings that the phone holds, unchecked. */
export const codeSettings = ({ programme }: { programme: Pick<PhoneProgramme, 'rawSettings'> }): CodeSettings =>
  (programme.rawSettings() ?? {}) as CodeSettings;
