import { hasWords, t } from '../../words/words.ts';

/** What a permission lets a user do; one of the programme's own, of which there are no words, by its key without signs. */
export const permissionSaid = (permission: string): string =>
  hasWords(`permission.${permission}`) ? t(`permission.${permission}`) : permission.replaceAll('_', ' ');
