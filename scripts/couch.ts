// `npm run couch`: the embedded database alone.
import { asked } from './terminal/asked.ts';

asked({
  usage: ['npm run couch -- [--port <number>] [--dir <folder>] [--host <address>]'],
  about: 'The embedded database alone, for programs that speak with a CouchDB. It needs an administrator.',
  options: {
    port: { type: 'string', value: 'number', about: 'where it listens; 5984 when not given, 0 takes a free port' },
    dir: { type: 'string', value: 'folder', about: 'where it keeps its data; ./data when not given' },
    host: { type: 'string', value: 'address', about: 'the address it listens on; 127.0.0.1 when not given' },
  },
  heeds: ['COUCHDB_USER', 'COUCHDB_PASSWORD'],
  examples: ['COUCHDB_USER=admin COUCHDB_PASSWORD=a-long-secret npm run couch -- --port 5984 --dir ./data'],
});
await import('@rounds/ddocs/embedded/main.ts');
