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
  /** Changes when the user's places, roles or depth change: then the phone compares what it holds with what it should hold. */
  scope?: string;
}

/** How a login went. */
export type LoginResult = 'ok' | 'wrong' | 'too-many' | 'unreachable';

/** Logs in; the server sets the cookies. @param language becomes the locale of the session */
export const login = async (user: string, password: string, language: string): Promise<LoginResult> => {
  try {
    const answer = await fetch('/medic/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ user, password, locale: language }),
      redirect: 'manual',
    });
    if (answer.status === 302 || answer.ok || answer.type === 'opaqueredirect') {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
      document.cookie = 'login=; path=/; max-age=0; samesite=lax';
      return 'ok';
    }
    return answer.status === 429 ? 'too-many' : answer.status === 401 || answer.status === 400 ? 'wrong' : 'unreachable';
  } catch {
    return 'unreachable';
  }
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
