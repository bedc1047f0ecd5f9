/**
 * Names of the databases, as CHT has them. A second programme on one CouchDB takes another
 * `main`.
 */
export interface Databases {
  /** Contacts, reports, forms, settings: `medic`. */
  main: string;
  /** `-info` side-cars, checkpoints, the lease, parked changes: `medic-sentinel`. */
  sentinel: string;
  /** Counts and failures of replication: `medic-logs`. */
  logs: string;
  /** Nightly collection of the meta databases: `medic-users-meta`. */
  usersMeta: string;
  /** Encrypted credentials and channel identities: `medic-vault`. */
  vault: string;
}

/** The databases of a programme. @param main name of the main database; the others derive from it. */
export const databases = (main = 'medic'): Databases => ({
  main,
  sentinel: `${main}-sentinel`,
  logs: `${main}-logs`,
  usersMeta: `${main}-users-meta`,
  vault: `${main}-vault`,
});

/** The meta database of one user: read marks, telemetry, feedback. */
export const userMetaDatabase = (main: string, user: string): string => `${main}-user-${user}-meta`;
