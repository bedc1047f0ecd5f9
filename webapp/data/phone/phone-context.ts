import { createContext } from '@lit/context';
import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { HeldReplies } from '../console/held-replies.ts';
import type { Conversations } from '../messages/conversations.ts';
import type { Reads } from '../messages/read-marks.ts';
import type { People } from '../people/people.ts';
import type { PhoneProgramme } from '../programme/phone-programme.ts';
import type { Pictures } from '../programme/pictures.ts';
import type { Sync } from '../replicate/sync.ts';
import type { ReportsDoor } from '../reports/reports-door.ts';
import type { Session } from '../session/session.ts';
import type { CareDoor } from '../tasks/care-door.ts';
import type { Misread } from './readable.ts';

/** Everything of one user on this device. */
export interface Phone {
  user: { name: string; roles: string[] };
  /** The session as the server last told it; null when it never did. */
  session: Session | null;
  db: PouchDB.Database;
  store: Store;
  people: People;
  messages: Conversations;
  reads: Reads;
  /** Replies that wait for a network, or for a second look. */
  held: HeldReplies;
  programme: PhoneProgramme;
  /** Pictures that the programme brings. */
  pictures: Pictures;
  /** Tasks and targets, and what else the programme says in code. */
  care: CareDoor;
  /** The list of all reports. */
  reports: ReportsDoor;
  sync: Sync;
  /** Documents of which something was left out because nobody could read it. */
  misread: Misread;
  clock: () => Ms;
  /** Calls back with documents that came, changed or went, until `signal` aborts. */
  onDocs(listener: (docs: readonly Doc[]) => void, signal: AbortSignal): void;
  /** Calls back when the server has told who we are. */
  onSession(listener: () => void, signal: AbortSignal): void;
  close(): Promise<void>;
}

/** The phone, for every element below `rounds-app`. */
export const phoneContext = createContext<Phone>(Symbol('phone'));
