import { databases } from '@rounds/ddocs/documents/databases.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { openParked } from '@rounds/sentinel/feed/parked.ts';
import type { JobContext } from '@rounds/sentinel/jobs/job.ts';
import { openLook } from '@rounds/sentinel/jobs/look.ts';
import type { Log } from '@rounds/sentinel/process/log.ts';
import { openReach } from '@rounds/sentinel/process/reach.ts';
import type { SentinelInMemory } from '../engine/sentinel-in-memory.ts';

const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What a timed job works with, over databases in memory; there is no server, and the vault is empty. */
export const jobContext = (world: SentinelInMemory, more: Partial<JobContext> = {}): JobContext => {
  const { main, side, engine, programme, clock } = world;
  const now = () => clock.now;
  return {
    main,
    side,
    databases: databases('medic'),
    couch: couchServer('http://127.0.0.1:1'),
    store: () => side,
    engine,
    look: openLook({ main, side, programme: () => programme, now }),
    parked: openParked({ main, side, engine, now, log: quiet }),
    vault: { read: async () => null },
    reach: openReach('http://127.0.0.1:5984', new Set()),
    sandbox: () => undefined,
    programme: () => programme,
    now,
    fence: () => {},
    log: quiet,
    byHand: false,
    progress: () => {},
    before: undefined,
    ...more,
  };
};
