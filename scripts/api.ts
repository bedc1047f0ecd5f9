// `npm run api`: the api alone, on COUCH_URL or, without it, on the database of a running `npm start`.
import { couchUrlOf } from './choices.ts';
import { endWith } from './complaint.ts';
import { runningCouch, stateDir } from './state.ts';

try {
  const { COUCH_URL } = process.env;
  const running = COUCH_URL ? undefined : runningCouch(stateDir());
  if (COUCH_URL) process.env.COUCH_URL = couchUrlOf(COUCH_URL);
  if (running) Object.assign(process.env, { COUCH_URL: running.couchUrl, ROUNDS_DB: running.database });
} catch (error) {
  endWith(error);
}
await import('@rounds/api/main.ts');
