import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { ErasedIds } from '@rounds/ddocs/erasure/erased.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import type { Couch } from '../couch/couch.ts';
import type { Reading } from '../couch/reading.ts';
import type { LiveSettings } from '../programme/live-settings.ts';
import type { Visibility } from '../visibility/visibility.ts';
import type { Log } from '../web/log.ts';
import type { Feed } from './feed.ts';

/** The parts that replication takes; each of its functions names those that it needs. */
export interface ReplicateParts extends Visibility {
  couch: Couch;
  reading: Reading;
  databases: Databases;
  main: Store;
  /** The sentinel's database. */
  sentinel: Store;
  logs: Store;
  settings: LiveSettings;
  sandbox: Sandbox;
  /** What was erased: it is not taken back, and the phone is told to delete it. */
  erased: ErasedIds;
  feed: Feed;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
}
