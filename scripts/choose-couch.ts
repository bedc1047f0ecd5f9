import { couchUrlOf } from './choices.ts';
import { endWith } from './complaint.ts';
import { runningCouch, stateDir } from './state.ts';

/** Has a part that is started alone find its database in the environment: the one of COUCH_URL, else that of a running `npm start`. */
export const chooseCouch = (): void => {
  try {
    const { COUCH_URL } = process.env;
    const running = COUCH_URL ? undefined : runningCouch(stateDir());
    if (COUCH_URL) process.env.COUCH_URL = couchUrlOf(COUCH_URL);
    if (running) Object.assign(process.env, { COUCH_URL: running.couchUrl, ROUNDS_DB: running.database });
  } catch (error) {
    endWith(error);
  }
};
