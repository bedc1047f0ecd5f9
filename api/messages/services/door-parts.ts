import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Attempts } from '../../session/attempts.ts';
import type { Log } from '../../web/log.ts';
import type { Courier } from '../courier.ts';
import type { Inbox } from '../inbox.ts';
import type { Outbox } from '../outbox.ts';

/** The parts that the doors that services knock at take. */
export interface ServiceDoorParts {
  inbox: Inbox;
  outbox: Outbox;
  courier: Courier;
  vault: Vault;
  log: Log;
  /** Guards the keys of services against guessing. */
  attempts: Attempts;
}
