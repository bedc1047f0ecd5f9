import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { JobState } from '@rounds/ddocs/documents/sentinel-docs.ts';
import type { CouchServer } from '@rounds/ddocs/store/couch-server.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Engine } from '../engine/engine.ts';
import type { Sandbox as Expressions } from '../engine/sandbox.ts';
import type { Programme } from '../feed/in-force.ts';
import type { Parked } from '../feed/parked.ts';
import type { Log } from '../process/log.ts';
import type { Reach } from '../process/reach.ts';
import type { Look } from './look.ts';
import { everyMinutes, type Timetable } from './timetable.ts';

/** What a timed job works with. */
export interface JobContext {
  /** Contacts, reports and messages. */
  main: Store;
  /** The sentinel's own database. */
  side: Store;
  databases: Databases;
  /** The database server, for jobs that look after more databases than one. */
  couch: CouchServer;
  /** Another database of the server. */
  store: (name: string) => Store;
  engine: Engine;
  look: Look;
  parked: Parked;
  /** Credentials of other systems. */
  vault: Pick<Vault, 'read'>;
  /** The way to other systems. */
  reach: Reach;
  /** Runs expressions of the settings. */
  sandbox: () => Expressions | undefined;
  /** The settings and words that stand at this moment. */
  programme: () => Programme;
  now: () => Ms;
  /** To be called before each write. @throws AppError `sentinel/not-leader` */
  fence: () => void;
  log: Log;
  /** Whether somebody asked for this run, rather than the clock. */
  byHand: boolean;
  /** Says how far it is. @param total where it is known */
  progress: (done: number, total?: number) => void;
  /** How the job did before. */
  before: JobState | undefined;
}

/** What came of a run. */
export interface Outcome {
  /** How many things were done. */
  done: number;
  /** What else a person should know, in a sentence without a full stop. */
  note?: string;
}

/**
 * Work that is done at certain times rather than for a change. Of all jobs on all machines one
 * runs at a time.
 */
export interface Job {
  /** Such as `due_tasks`: in monitoring, and for `npm run jobs -- <name>`. */
  name: string;
  /** What it does, for the list of jobs. */
  about: string;
  /** When it runs, or where the settings say it; null when they say it never does. */
  when: Timetable | ((settings: Settings) => Timetable | null);
  /**
   * Does the work, in small steps that may each be the last: between two of them it looks at the signal and ends when
   * it came. Running it again does nothing twice. @throws anything; the job is then tried again at its next time
   */
  run: (context: JobContext, signal: AbortSignal) => Promise<Outcome>;
}

/** The clock of jobs that look every minute whether there is something to do. */
export const everyMinute = everyMinutes(1);
/** The clock of CHT's timed jobs. */
export const everyFiveMinutes = everyMinutes(5);

/** When a job runs by these settings; null when it never does. */
export const timetableFor = ({ when }: Job, settings: Settings): Timetable | null =>
  typeof when === 'function' ? when(settings) : when;

/** Whether a job runs so often that it may as well run now. */
export const isFrequent = ({ when }: Job): boolean => when === everyMinute || when === everyFiveMinutes;
