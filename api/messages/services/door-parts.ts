import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Log } from '../../web/log.ts';
import type { Courier } from '../courier.ts';
import type { Inbox } from '../inbox.ts';
import type { Outbox } from '../outbox.ts';

/** What the doors that services knock at stand on. */
export interface ServiceDoorParts {
  inbox: Inbox;
  outbox: Outbox;
  courier: Courier;
  vault: Vault;
  log: Log;
}
