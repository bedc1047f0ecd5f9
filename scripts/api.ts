// `npm run api`: the api alone, on COUCH_URL or, without it, on the database of a running `npm start`.
import { runningCouch, stateDir } from './state.ts';

const running = runningCouch(stateDir());
if (running) Object.assign(process.env, { COUCH_URL: running.couchUrl, ROUNDS_DB: running.database });
await import('@rounds/api/main.ts');
