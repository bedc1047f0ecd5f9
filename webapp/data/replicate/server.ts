import type { Post } from './push.ts';
import { type Ask, json } from './scope.ts';
import type { SyncState } from './sync-state.ts';

/** The server, as an exchange speaks with it. */
export interface Server {
  ask: Ask;
  post: Post;
}

class SignedOut extends Error {}

class Trouble extends Error {
  constructor(status: number) {
    super(`The server answered ${status}`);
  }
}

/** The server that this app came from. @param ended breaks off what is under way */
export const serverUntil = (ended: AbortSignal): Server => ({
  ask: async (path, init = {}) => {
    const answer = await fetch(path, { ...init, signal: init.signal ?? ended });
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok) throw new Trouble(answer.status);
    return answer;
  },
  post: async (path, body) => {
    const answer = await fetch(`/medic/${path}`, { ...json(body), signal: ended });
    if (answer.status === 401) throw new SignedOut();
    if (!answer.ok && answer.status !== 413) throw new Trouble(answer.status);
    return { status: answer.status, rows: answer.ok ? ((await answer.json()) as []) : [] };
  },
});

/** What an attempt that failed says of the contact with the server. */
export const contactAfter = (error: unknown): SyncState['contact'] => {
  const status = (error as { status?: number }).status;
  if (error instanceof SignedOut || status === 401) return 'signed-out';
  if (!navigator.onLine) return 'offline';
  if (error instanceof TypeError || status === 0 || (error as Error).name === 'TimeoutError') return 'unreachable';
  const failed = /failed to fetch|networkerror|load failed/i.test(String((error as Error).message));
  return failed ? 'unreachable' : 'trouble';
};
