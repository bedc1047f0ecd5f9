// `npm run sentinel`: the sentinel alone.
import { chooseCouch } from './start/choose-couch.ts';
import { asked } from './terminal/asked.ts';

asked({
  usage: ['npm run sentinel'],
  about:
    'The sentinel alone, on COUCH_URL or, without it, on the database of a running `npm start`. Of several one leads; another takes over within seconds.',
  heeds: ['COUCH_URL', 'ROUNDS_DB', 'ROUNDS_DIR', 'LOG_LEVEL', 'VAULT_KEY', 'LEASE_MS', 'OUTBOUND_HOSTS'],
  examples: ['COUCH_URL=http://admin:pass@127.0.0.1:5984 npm run sentinel'],
});

await chooseCouch();
await import('@rounds/sentinel/main.ts');
