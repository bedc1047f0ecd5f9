import { findWord } from '@rounds/config/words/translations.ts';
import type { Say } from '@rounds/sentinel/interview/wording.ts';
import type { InterviewParts } from './parts.ts';

/** Words of the programme in somebody's language, with `{{name}}` filled in. */
export const sayIn =
  ({ settings }: Pick<InterviewParts, 'settings'>, locales: readonly string[]): Say =>
  (key, values = {}) =>
    (findWord(settings.words(), key, locales) ?? key).replace(/\{\{(\w+)\}\}/g, (whole, name: string) =>
      Object.hasOwn(values, name) ? String(values[name]) : whole,
    );

/** A moment as people read it in the programme's zone: the day, and the time of day. */
export const moment = (at: number, locales: readonly string[], timezone: string | undefined): string => {
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat([...locales], { ...options, ...(timezone ? { timeZone: timezone } : {}) }).format(
      at,
    );
  } catch {
    return new Date(at).toISOString();
  }
};
