import type { EventSettings } from '@rounds/config/sections/events.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Vault } from '@rounds/ddocs/vault/vault.ts';
import type { Reach } from '@rounds/sentinel/process/reach.ts';
import type { Inbox } from '../../messages/inbox.ts';
import type { Log } from '../../web/log.ts';

/** What following a stream takes. */
export interface StreamParts {
  main: Store;
  /** The sentinel's database, in which is kept how far a stream was read. */
  sentinel: Store;
  inbox: Pick<Inbox, 'keep'>;
  vault: Vault;
  reach: Reach;
  log: Log;
  now: () => Ms;
  /** The events in force; undefined where the programme has none any more. */
  events: () => EventSettings | undefined;
}

/** A public stream of posts that is followed as long as the settings name it. */
export interface Stream {
  /** Tells it from others; changes when the settings name another. */
  name: string;
  /** Reads until the connection breaks, or `signal` aborts. @throws anything: it is taken up again after a pause */
  follow(parts: StreamParts, signal: AbortSignal): Promise<void>;
}

/** How far a stream was read, and writing it down; it need not be exact, since a post that comes again changes nothing. */
export const cursorOf = ({ sentinel }: Pick<StreamParts, 'sentinel'>, name: string) => {
  const id = `events:${encodeURIComponent(name)}`;
  return {
    read: async (): Promise<string | undefined> => (await sentinel.getLocal<{ at?: string }>(id))?.at,
    write: (at: string): Promise<void> => sentinel.putLocal(id, { at }),
  };
};
