import { randomBytes } from 'node:crypto';
import { pouchStore } from '@rounds/ddocs/store/pouch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { viewMaps } from '@rounds/ddocs/store/view-maps.ts';
import { PouchDB } from '../../pouchdb.ts';

const maps = viewMaps();

/** A database in memory. */
export const store = (): Store =>
  pouchStore(new PouchDB(`t${randomBytes(6).toString('hex')}`, { adapter: 'memory' }), maps);
