import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Couch } from '../couch/couch.ts';
import type { Attempts } from './attempts.ts';
import type { Sessions } from './sessions.ts';

/** The parts that logging in takes. */
export interface LoginParts {
  couch: Couch;
  main: Store;
  users: Store;
  settings: { current: () => Settings };
  attempts: Attempts;
  sessions: Sessions;
  /** Milliseconds since 1970. */
  now: () => number;
}
