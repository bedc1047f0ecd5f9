import { post } from './session.ts';

/** How the choice of a password went; `refused` when the server finds it too weak. */
export type PasswordResult = 'ok' | 'wrong' | 'refused' | 'too-many' | 'unreachable';

/**
 * Exchanges a password for another; the server opens a session and sets the cookies.
 * @param language becomes the locale of the session
 */
export const choosePassword = async (asked: {
  user: string;
  currentPassword: string;
  password: string;
  locale: string;
}): Promise<PasswordResult> => {
  const { status } = await post('/medic/password-reset', asked);
  if (status === 302) return 'ok';
  if (status === 429) return 'too-many';
  if (status === 400) return 'refused';
  return status === 401 || status === 403 ? 'wrong' : 'unreachable';
};

/** How a login by a link went. */
export type LinkResult = 'ok' | 'invalid' | 'expired' | 'too-many' | 'unreachable';

/** Logs in by the token of a link; it can be used once. @param language becomes the locale of the session */
export const useLink = async (token: string, language: string): Promise<LinkResult> => {
  const { status, text } = await post(`/medic/login/token/${encodeURIComponent(token)}`, { locale: language });
  if (status === 302) return 'ok';
  if (status === 429) return 'too-many';
  if (status !== 401) return 'unreachable';
  return (JSON.parse(text) as { error?: string }).error === 'expired' ? 'expired' : 'invalid';
};

/** The token in the address of a link to log in. */
export const tokenIn = (path: string): string | undefined => /^\/medic\/login\/token\/([^/]+)\/?$/.exec(path)?.[1];

/**
 * Whether an address is one of the doors that stand open to nobody in particular: a link to log in, or the choice of a
 * password.
 */
export const isDoor = (path: string): boolean =>
  tokenIn(path) !== undefined || /^\/medic\/password-reset\/?$/.test(path);
