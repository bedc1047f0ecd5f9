// `npm run sentinel`: the sentinel alone, on COUCH_URL or, without it, on the database of a running `npm start`.
import { chooseCouch } from './start/choose-couch.ts';

await chooseCouch();
await import('@rounds/sentinel/main.ts');
