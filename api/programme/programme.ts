import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import { couchServer } from '@rounds/ddocs/store/couch-server.ts';
import { couchStore } from '@rounds/ddocs/store/couch-store.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openVault, type Vault, vaultKey } from '@rounds/ddocs/vault/vault.ts';
import { isProgramme } from '@rounds/sentinel/feed/in-force.ts';
import { type Couch, couch } from '../couch/couch.ts';
import { primaryContacts } from '../replicate/candidates.ts';
import { type Facts, facts } from '../replicate/facts.ts';
import { type Feed, feed } from '../replicate/feed.ts';
import { type Purged, purged } from '../replicate/purged.ts';
import type { Scope } from '../replicate/scope.ts';
import { scopeHash, scopeOf } from '../replicate/user-scope.ts';
import { type Caller, type Sessions, sessions } from '../session/sessions.ts';
import type { Log } from '../watching/log.ts';
import { type LiveSettings, liveSettings } from './live-settings.ts';

/** A programme as the doors see it: its databases, its settings in force, and what is known of who may see what. */
export interface Programme {
  databases: Databases;
  couch: Couch;
  main: Store;
  sentinel: Store;
  logs: Store;
  usersMeta: Store;
  users: Store;
  /** Credentials of foreign services. */
  vault: Vault;
  settings: LiveSettings;
  facts: Facts;
  purged: Purged;
  feed: Feed;
  sessions: Sessions;
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** What a user may see now. */
  scope(caller: Caller): Promise<Scope>;
  start(): Promise<void>;
  stop(): void;
}

export interface ProgrammeParts {
  couchUrl: string;
  databases: Databases;
  log: Log;
  now: () => number;
  /** What the vault's key is made from. @default the secret of CouchDB's cookies */
  vaultSecret?: string;
}

/** Nothing is asked of the database before `start`. */
export const programme = ({ couchUrl, databases, log, now, vaultSecret }: ProgrammeParts): Programme => {
  const server = couch(couchUrl);
  const main = couchStore(couchUrl, databases.main);
  const users = couchStore(couchUrl, '_users');
  const settings = liveSettings(main);
  const known = facts(main, () => settings.current().contact_types);
  const markers = purged(server, databases.main, now);
  const primaries = new Map<string, Promise<Map<string, number>>>();

  const reload = async () => {
    await settings.reload();
    known.forgetAll();
    primaries.clear();
  };

  const changes = feed({
    couch: server,
    database: databases.main,
    refs: known.refs,
    log,
    onGap() {
      known.forgetAll();
      primaries.clear();
    },
    async onBatch(entries) {
      known.forget(entries.map(({ id }) => id));
      if (entries.some(({ refs, deleted }) => refs.kind === 'contact' || deleted)) primaries.clear();
      for (const { refs } of entries) if (refs.kind === 'user') sessionsOf.forget(refs.name);
      if (entries.some(({ id }) => isProgramme(id))) await reload();
      // Once for all phones that wait for it; when none does, whoever comes next asks for itself.
      if (changes.waiting() > 0) await known.resolve(entries.map(({ refs }) => refs));
    },
  });
  const sessionsOf = sessions(server, users, main, now);

  const primaryOf = async (scope: Scope): Promise<ReadonlyMap<string, number>> => {
    const key = scopeHash(scope);
    const found = primaries.get(key) ?? primaryContacts(main, scope);
    if (primaries.size > 500) primaries.clear();
    primaries.set(key, found);
    try {
      return await found;
    } catch (error) {
      primaries.delete(key);
      throw error;
    }
  };

  return {
    databases,
    couch: server,
    main,
    sentinel: couchStore(couchUrl, databases.sentinel),
    logs: couchStore(couchUrl, databases.logs),
    usersMeta: couchStore(couchUrl, databases.usersMeta),
    users,
    vault: openVault(couchStore(couchUrl, databases.vault), () => vaultKey(couchServer(couchUrl), vaultSecret), now),
    settings,
    facts: known,
    purged: markers,
    feed: changes,
    sessions: sessionsOf,
    log,
    now,
    async scope(caller) {
      const scope = scopeOf(caller, settings.current());
      if (scope.online) return scope;
      const generation = await markers.generation(caller.roles);
      const whole = generation === '' ? scope : { ...scope, purge: { roles: caller.roles, generation } };
      return scope.replicatePrimaryContacts ? { ...whole, primary: await primaryOf(whole) } : whole;
    },
    async start() {
      await changes.start();
      await reload();
    },
    stop: () => changes.stop(),
  };
};
