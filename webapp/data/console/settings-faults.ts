import type { Fault } from '@rounds/config/settings/faults.ts';
import { Refused } from './ask.ts';

/** What the server found wrong in settings that were to be saved, each with its path; empty where that is not why. */
export const settingsFaults = (error: unknown): Fault[] => {
  if (!(error instanceof Refused)) return [];
  const { code, details } = (error.body ?? {}) as { code?: string; details?: Fault[] };
  return code === 'settings/invalid' && Array.isArray(details) ? details : [];
};
