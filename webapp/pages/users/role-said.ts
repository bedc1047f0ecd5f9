import { hasWords, t } from '../../words/words.ts';

/** What a role is called: by the programme's words, else by its key. */
export const roleSaid = (role: string): string => {
  const key = [`usertype.${role}`, `role.${role}`].find(hasWords);
  return key ? t(key) : role;
};

/** The address of a user's page. */
export const userPath = (name: string): string => `/users/${encodeURIComponent(name)}`;
