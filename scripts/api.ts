// `npm run api`: the api alone. Builds the app first when that is due: an api without it would serve programs only.
import { portOf } from './start/choices.ts';
import { chooseCouch } from './start/choose-couch.ts';
import { checkPort } from './start/port.ts';
import { buildWebapp, isStale } from './start/webapp.ts';
import { asked } from './terminal/asked.ts';
import { endWith } from './terminal/complaint.ts';

asked({
  usage: ['npm run api'],
  about:
    'The api alone, and the app, on COUCH_URL or, without it, on the database of a running `npm start`. Any number of them may run.',
  heeds: [
    'COUCH_URL',
    'PORT',
    'HOST',
    'ROUNDS_DB',
    'ROUNDS_DIR',
    'LOG_LEVEL',
    'VAULT_KEY',
    'ALARM_MS',
    'OUTBOUND_HOSTS',
    'TRUST_PROXY',
  ],
  examples: ['COUCH_URL=http://admin:pass@127.0.0.1:5984 PORT=5989 npm run api'],
});

try {
  const { HOST: host = '127.0.0.1', PORT = '5988' } = process.env;
  await checkPort({ host, port: portOf(PORT), command: 'npm run api' });
} catch (error) {
  endWith(error);
}
await chooseCouch();
if (isStale()) {
  console.error('Building the app …');
  await buildWebapp().catch(endWith);
}
await import('@rounds/api/main.ts');
