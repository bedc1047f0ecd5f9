import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataFolder } from '../databases/data-folder.ts';
import type { DatabaseUpdates } from '../databases/updates.ts';
import type { Asked } from '../http/asked.ts';
import type { Replicator } from '../replication/jobs.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Config } from '../security/config.ts';
import type { Passwords } from '../security/passwords.ts';
import type { Session, Sessions } from '../security/sessions.ts';

/** What all requests share. */
export interface Server {
  readonly uuid: string;
  /** Signs the sessions; only administrators are told. */
  readonly secret: string;
  readonly databases: DataFolder;
  readonly updates: DatabaseUpdates;
  readonly config: Config;
  readonly replicator: Replicator;
  readonly sessions: Sessions;
  /** Runs the functions that writes and feeds wait for. */
  readonly sandbox: Sandbox;
  /** Runs the maps of views, which may take long. */
  readonly maps: Sandbox;
  /** What ends each feed that is open. */
  readonly feeds: Set<() => void>;
  readonly passwords: Passwords;
  /** Told of what went wrong inside. */
  readonly log: (message: string, error?: unknown) => void;
}

/** A request on its way, with what every part of the server needs to answer it. */
export interface Call extends Asked {
  readonly session: Session;
  readonly server: Server;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}
