import { demonstrationDocs } from '@rounds/config/programme/demonstration.ts';
import { databases } from '@rounds/ddocs/documents/databases.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import { installDatabases } from '@rounds/ddocs/store/install.ts';

/**
 * Makes a database ready for work without the api: its databases and views are installed, and the default programme
 * where there is none.
 */
export const makeReady = async (couchUrl: string, database: string): Promise<void> => {
  await couchServer(couchUrl).ready(60_000);
  await installDatabases(couchUrl, databases(database));
  const store = couchStore(couchUrl, database);
  if (!(await store.get('settings'))) await store.write(await demonstrationDocs());
};
