import { endWith } from '../terminal/complaint.ts';
import { couchUrlOf, databaseOf } from './choices.ts';
import { checkCouch } from './couch-check.ts';
import { runningCouch, stateDir } from './state.ts';

/**
 * Has a part that is started alone find its database in the environment: the one of COUCH_URL, else that of a running
 * `npm start`; and makes sure that it is one to work with. Anything that stands in the way is told with what to do, and
 * ends this process.
 */
export const chooseCouch = async (): Promise<void> => {
  try {
    const { COUCH_URL, ROUNDS_DB = 'medic' } = process.env;
    databaseOf(ROUNDS_DB);
    const running = COUCH_URL ? undefined : runningCouch(stateDir());
    const url = COUCH_URL ? couchUrlOf(COUCH_URL) : running?.couchUrl;
    if (!url)
      throw new Error(
        'There is no database. Start Rounds with npm start, or set COUCH_URL=http://name:password@127.0.0.1:5984',
      );
    Object.assign(process.env, { COUCH_URL: url, ...(running ? { ROUNDS_DB: running.database } : {}) });
    await checkCouch(url, { patience: 60_000, say: console.error });
  } catch (error) {
    endWith(error);
  }
};
