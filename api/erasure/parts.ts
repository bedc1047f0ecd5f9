import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { ErasedIds } from '@rounds/ddocs/erasure/erased.ts';
import type { CouchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { RawUpdates } from '../chats/raw-updates.ts';
import type { Log } from '../web/log.ts';

/** What erasing stands on. */
export interface ErasureParts {
  server: CouchServer;
  databases: Databases;
  storeOf: (database: string) => Store;
  /** The main database, without the guard that refuses what was erased. */
  main: Store;
  sentinel: Store;
  logs: Store;
  vault: Vault;
  raw: RawUpdates;
  erased: ErasedIds;
  settings: { current: () => Settings };
  log: Log;
  now: () => Ms;
}
