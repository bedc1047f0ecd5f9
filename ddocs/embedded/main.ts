import { parseArgs } from 'node:util';
import { startEmbedded } from './start.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '5984' },
    dir: { type: 'string', default: './data' },
    host: { type: 'string', default: '127.0.0.1' },
  },
});

function stopWith(message: string, hint: string): never {
  process.stderr.write(`${message}\n${hint}\n`);
  process.exit(1);
}

process.on('unhandledRejection', reason => {
  process.stderr.write(`unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}\n`);
});

const { COUCHDB_USER: name, COUCHDB_PASSWORD: password } = process.env;
if (!name || !password) {
  stopWith(
    'The embedded database needs an administrator.',
    'Set COUCHDB_USER and COUCHDB_PASSWORD, for example: COUCHDB_USER=admin COUCHDB_PASSWORD=a-long-secret npm run couch',
  );
}
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65535)
  stopWith(`--port ${values.port} is not a port.`, 'Give a number from 0 (any free port) to 65535.');

// People's data: also what leveldb writes itself is for this user alone, wherever the folder lies.
process.umask(0o077);
try {
  const embedded = await startEmbedded({
    dir: values.dir,
    host: values.host,
    port,
    admin: { name, password },
    log: (message, error) =>
      process.stderr.write(
        `${new Date().toISOString()} ${message}${error instanceof Error ? `\n${error.stack}` : ''}\n`,
      ),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await embedded.close();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  process.stdout.write(`listening on ${embedded.url}\n`);
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    stopWith(`Port ${port} of ${values.host} is taken.`, 'Stop what listens there, or choose another with --port.');
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    stopWith(
      `${values.host} is no address of this machine.`,
      'Choose another with --host; 127.0.0.1 is this machine alone.',
    );
  if (code === 'EBUSY')
    stopWith(
      `${values.dir} is in use by another process.`,
      'Stop the other database, or choose another folder with --dir.',
    );
  if (code === 'EACCES')
    stopWith(
      `No permission for ${values.dir} or port ${port}.`,
      'Choose a folder you own with --dir, and a port from 1024 with --port.',
    );
  stopWith(
    `The database in ${values.dir} cannot be opened: ${message}`,
    'Mend that, or choose another folder with --dir.',
  );
}
