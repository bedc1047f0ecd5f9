// `npm run api`: the api alone, on COUCH_URL or, without it, on the database of a running `npm start`.
import { endWith } from './complaint.ts';
import { runningCouch, stateDir } from './state.ts';

try {
  const running = process.env.COUCH_URL ? undefined : runningCouch(stateDir());
  if (running) Object.assign(process.env, { COUCH_URL: running.couchUrl, ROUNDS_DB: running.database });
} catch (error) {
  endWith(error);
}
await import('@rounds/api/main.ts');
