import { couchServer, refusalOf } from '@rounds/ddocs/store/couch-server.ts';
import { shown } from './parts.ts';

/** The oldest CouchDB that Rounds runs on. */
const oldest = [3, 3] as const;

/**
 * Waits for a CouchDB, and makes sure that it is one that Rounds can work with, before anything starts on it.
 * @param options.patience ms to wait for it @param options.say hears that it is being waited for
 * @throws Error for the person at the terminal, with what to do; `store/unreachable`
 */
export const checkCouch = async (
  url: string,
  { patience, say }: { patience: number; say: (text: string) => void },
): Promise<void> => {
  const server = couchServer(url);
  try {
    await server.ready(0);
  } catch {
    say(`Waiting for CouchDB at ${shown(url)} …`);
    await server.ready(patience);
  }
  const { couchdb, version = '' } = await server.request<{ couchdb?: string; version?: string }>('/');
  if (couchdb === undefined)
    throw new Error(`${shown(url)} answers, but not as CouchDB does. Is COUCH_URL the address of another program?`);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < oldest[0] || (major === oldest[0] && minor < oldest[1]))
    throw new Error(
      `${shown(url)} is CouchDB ${version}; Rounds needs ${oldest.join('.')} or newer. Upgrade it, or choose another COUCH_URL`,
    );
  if (!(await isAdministrator(server)))
    throw new Error(
      `${shown(url)} does not take the name and password of COUCH_URL for those of an administrator. Correct them, and start again`,
    );
};

const isAdministrator = async (server: ReturnType<typeof couchServer>): Promise<boolean> => {
  try {
    const { userCtx } = await server.request<{ userCtx: { roles: string[] } }>('/_session');
    return userCtx.roles.includes('_admin');
  } catch (error) {
    if (refusalOf(error)?.status === 401) return false;
    throw error;
  }
};
