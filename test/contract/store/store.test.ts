import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { databases } from '@rounds/ddocs/documents/databases.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { installDatabases } from '@rounds/ddocs/store/install.ts';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { couchGrounds } from '../couch-grounds.ts';
import { storeContract } from './suite.ts';

PouchDB.plugin(memory);

describe('the Store port over PouchDB', () => {
  storeContract(async () => {
    const open = (name: string) => new PouchDB(`${name}-${crypto.randomUUID()}`, { adapter: 'memory' });
    const [db, closed] = [open('contract'), open('closed')];
    await closed.close();
    return {
      store: pouchStore(db, viewMaps()),
      unreachable: pouchStore(closed, viewMaps()),
      close: () => db.destroy(),
    };
  });
});

/** An address at which nobody listens. */
const closedAddress = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://admin:pass@127.0.0.1:${port}`;
};

/** The contract on a server that speaks CouchDB's protocol, in databases of its own that are deleted afterwards. */
const overHttp = (open: () => Promise<{ url: string; close(): Promise<void> }>): void => {
  storeContract(async () => {
    const { url, close } = await open();
    const names = databases(`rounds-contract-${crypto.randomUUID()}`);
    await installDatabases(url, names);
    const server = couchServer(url);
    return {
      store: couchStore(url, names.main),
      unreachable: couchStore(await closedAddress(), names.main),
      close: async () => {
        for (const name of Object.values(names)) await server.deleteDatabase(name);
        await close();
      },
    };
  });
};

for (const { title, open } of couchGrounds()) describe(`the Store port over ${title}`, () => overHttp(open));
