import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { TargetItem } from '@rounds/ddocs/tasks/target.ts';
import type { People } from '../people/people.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import type { Fence } from '../programme-code/fence.ts';
import type { Sync } from '../replicate/sync.ts';
import type { Session } from '../session/session.ts';
import type { Meta } from './kept.ts';
import type { Rows } from './rows.ts';
import type { Shelf } from './shelf.ts';
import type { Writer } from './writer.ts';

/** The part of the phone that tasks and targets need. */
export interface CarePhone {
  user: { name: string; roles: string[] };
  session: Session | null;
  db: PouchDB.Database;
  store: Store;
  people: People;
  programme: PhoneProgramme;
  sync: Pick<Sync, 'noticed' | 'now'>;
  clock: () => Ms;
  onDocs(listener: (docs: readonly Doc[]) => void, signal: AbortSignal): void;
  onSession(listener: () => void, signal: AbortSignal): void;
}

/** How it goes with the tasks and targets of the user. */
export interface CareState {
  /** `off`: the programme has none, or not for this user. */
  phase: 'off' | 'starting' | 'working' | 'ready';
  /** Contacts whose rules have yet to run. */
  left: number;
  /** Contacts whose rules failed. */
  failed: number;
  /** Why they did: each reason once, a few of them. */
  faults: readonly string[];
}

/** What finding tasks and targets goes by, and whom it tells. */
export interface Found {
  phone: CarePhone;
  /** All task documents of the user. */
  tasks: Shelf;
  /** What changed since the rules were told last, apart from tasks. */
  heard: Doc[];
  /** Id of the user's settings. */
  mine: string;
  fence: Fence;
  writer: Writer;
  show: (change?: Partial<CareState>) => void;
  isSilent: (id: string | undefined) => boolean;
  seq: () => number | string;
  items: () => readonly TargetItem[];
  urgent: () => readonly string[];
  /** Id of the user's contact. */
  owner: () => string | undefined;
  allowed: () => { tasks: boolean; targets: boolean };
  monthStart: () => number;
  ended: AbortSignal;
}

/** What the rules have found so far. */
export interface Work {
  rows: Rows;
  meta: Meta;
  /** Nothing was kept: everything has to be read. */
  first: boolean;
  /** All that changed until now was read, or lies in {@link Found.heard}. */
  caughtUp?: boolean;
  running?: boolean;
  again?: boolean;
}
