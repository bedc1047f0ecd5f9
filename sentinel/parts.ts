import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openVault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import type { EngineOptions } from './engine/desk.ts';
import { type Engine, openEngine } from './engine/engine.ts';
import { type Programme, readProgramme } from './feed/in-force.ts';
import { openParked, type Parked } from './feed/parked.ts';
import { openLook } from './jobs/look.ts';
import { openRunner, type Runner } from './jobs/runner.ts';
import { allJobs } from './jobs.ts';
import { fenced } from './process/fenced.ts';
import type { Log } from './process/log.ts';
import { openReach } from './process/reach.ts';
import { allRules } from './rules.ts';
import { openSandbox, type Sandbox } from './sandbox/sandbox.ts';

export interface PartsOptions {
  /** With the credentials of an administrator. */
  couchUrl: string;
  databases: Databases;
  log: Log;
  now: () => Ms;
  /**
   * Asked before every write, whoever writes.
   * @throws AppError `sentinel/not-leader` when this process may not write
   */
  fence: () => void;
  /** Opens a database. @default over HTTP at `couchUrl` */
  store?: (name: string) => Store;
  /** Key of the vault, as in the environment's `VAULT_KEY`. */
  vaultKey?: string;
  /** Hosts that pushes may reach though they are this machine or the database. @default none */
  outboundHosts?: ReadonlySet<string>;
  /** Told after each timed job. */
  onJob?: (name: string) => Promise<void>;
}

/** What a process works with that may lead: the sentinel, or a job that is run by hand. */
export interface Parts {
  main: Store;
  side: Store;
  engine: Engine;
  parked: Parked;
  runner: Runner;
  /** The settings and words in force; undefined until they were read. */
  programme(): Programme | undefined;
  /** Reads settings and words again; the first time, opens the sandbox for their expressions too. */
  reload(): Promise<void>;
}

/** Opens nothing before it is used. */
export const openParts = (options: PartsOptions): Parts => {
  const { couchUrl, databases, log, now, fence, onJob } = options;
  const open = options.store ?? ((name: string) => couchStore(couchUrl, name));
  const store = (name: string): Store => fenced(open(name), fence);
  const [main, side] = [store(databases.main), store(databases.sentinel)];
  const couch = couchServer(couchUrl);
  let programme: Programme | undefined;
  let sandbox: Sandbox | undefined;
  const inForce = (): Programme => programme!;
  const engineOptions: EngineOptions = {
    main,
    side,
    programme: inForce,
    sandbox: () => sandbox,
    now,
    fence,
    log: (message, facts = {}) => log.info(facts, message),
  };
  const engine = openEngine(allRules, engineOptions);
  const parked = openParked({ main, side, engine, now, log });
  const runner = openRunner({
    jobs: allJobs,
    main,
    side,
    databases,
    couch,
    store,
    engine,
    look: openLook(engineOptions),
    vault: openVault(store(databases.vault), () => vaultKey(couch, options.vaultKey), now),
    reach: openReach(couchUrl, options.outboundHosts ?? new Set()),
    sandbox: () => sandbox,
    parked,
    programme: inForce,
    now,
    fence,
    log,
    ...(onJob ? { onEnd: onJob } : {}),
  });
  return {
    main,
    side,
    engine,
    parked,
    runner,
    programme: () => programme,
    reload: async () => {
      sandbox ??= await openSandbox();
      const read = await readProgramme(main);
      if (!read) return;
      programme = read;
      for (const { section, faults, transitions } of read.off)
        log.error(
          { section, faults, transitions },
          'A section of the settings is faulty; the transitions that it concerns are off',
        );
    },
  };
};
