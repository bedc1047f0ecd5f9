/** What `GET /api/v1/session` tells of the person logged in. */
export interface Session {
  name: string;
  roles: string[];
  facility_id: string[];
  contact_id?: string;
  fullname?: string;
  language?: string;
  online?: boolean;
  phone?: string;
  /**
   * Changes when the user's places, roles or depth change: then the phone compares what it holds with what it should
   * hold.
   */
  scope?: string;
}

/** How a login went; `password` when the password was set by somebody else and another is to be chosen before. */
export type LoginResult = 'ok' | 'password' | 'wrong' | 'too-many' | 'unreachable';

/**
 * Posts to one of the doors of a session. A 302 carries the address to go to as its body, and no header that a browser
 * would follow. A user who is let in is no longer kept on the login page. Status 0 when nobody answers.
 */
export const post = async (path: string, body: object): Promise<{ status: number; text: string }> => {
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
    if (answer.status === 302 && text !== passwordPage) document.cookie = 'login=; path=/; max-age=0; samesite=lax';
    return { status: answer.status, text };
  } catch {
    return { status: 0, text: '' };
  }
};

/** The page to which the server leads users who must choose a password. */
const passwordPage = '/medic/password-reset';

/** Logs in; the server sets the cookies. @param language becomes the locale of the session */
export const login = async (user: string, password: string, language: string): Promise<LoginResult> => {
  const { status, text } = await post('/medic/login', { user, password, locale: language });
  if (status === 302) return text === passwordPage ? 'password' : 'ok';
  if (status === 429) return 'too-many';
  return status === 401 || status === 400 ? 'wrong' : 'unreachable';
};

/** The session as the server sees it, 'ended' when there is none, null when the server cannot be reached. */
export const fetchSession = async (): Promise<Session | 'ended' | null> => {
  try {
    const answer = await fetch('/api/v1/session', { headers: { accept: 'application/json' } });
    if (answer.status === 401) return 'ended';
    if (!answer.ok) return null;
    const body = (await answer.json()) as { user?: Session; userCtx?: Session; session?: Session } & Partial<Session>;
    const { user, ...rest } = body;
    return { ...(rest as Partial<Session>), ...(user as Session) };
  } catch {
    return null;
  }
};

/** Ends the session, also without a network: then the cookie `login=force` keeps the app on its login page. */
export const logout = async (): Promise<void> => {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
  document.cookie = 'login=force; path=/; max-age=31536000; samesite=lax';
  try {
    await fetch('/medic/logout', { method: 'POST', signal: AbortSignal.timeout(5000) });
  } catch {
    // Without a network the cookie above does it.
  }
};
