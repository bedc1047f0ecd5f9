import { Refused } from '../data/console/ask.ts';
import { t } from '../words/words.ts';

/** Why the server did not do what was asked, in words, with what to do next; '' where nothing failed. */
export const whyNot = (error: unknown): string => {
  if (error === undefined) return '';
  const told = error instanceof Refused && error.status > 0 ? [error.message, error.hint] : [];
  return told.filter(Boolean).join('. ') || t('console.offline');
};
