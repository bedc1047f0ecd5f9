import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Couch } from '../couch/couch.ts';
import type { Caller } from '../session/caller.ts';
import type { Mentions } from './audience.ts';
import { type Audiences, openAudiences } from './audiences.ts';
import { primaryContacts } from './candidates.ts';
import { openPurgeMarkers, type PurgeMarkers } from './purge-markers.ts';
import type { Scope } from './scope.ts';
import { type ScopeSettings, scopeHash, scopeOf } from './user-scope.ts';

/** Who may see what. */
export interface Visibility {
  audiences: Audiences;
  purged: PurgeMarkers;
  /**
   * What a user may see now.
   * @param options.anew reads from the database what else is remembered until the feed tells that it changed
   */
  scope(caller: Caller, options?: { anew?: boolean }): Promise<Scope>;
  /** Forgets what documents make untrue that were written just now: the feed tells it a moment later. */
  wrote(docs: readonly Doc[]): void;
}

/** A change of the main database, as far as it tells who may see what. */
export interface SeenChange {
  id: string;
  deleted: boolean;
  mentions: Mentions;
}

/** {@link Visibility} with what is to be told it of the database. */
export interface OpenVisibility extends Visibility {
  /** Forgets what changes have made untrue. */
  changed(changes: readonly SeenChange[]): void;
  /** Forgets everything: changes were missed, or the settings are others. */
  forgetAll(): void;
}

export interface VisibilityParts {
  couch: Couch;
  databases: Databases;
  main: Store;
  sentinel: Store;
  /** The settings in force. */
  settings: () => ScopeSettings & { contact_types: readonly ContactType[] };
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Scopes whose primary contacts are remembered. */
const scopesKept = 500;

/** Primary contacts by scope, looked up once for all users of the same one until something is forgotten. */
const rememberedPrimaries = (main: Store) => {
  const known = new Map<string, Promise<Map<string, number>>>();
  return {
    clear: () => known.clear(),
    async of(scope: Scope, anew: boolean): Promise<ReadonlyMap<string, number>> {
      const key = scopeHash(scope);
      const found = (anew ? undefined : known.get(key)) ?? primaryContacts(main, scope);
      if (known.size > scopesKept) known.clear();
      known.set(key, found);
      try {
        return await found;
      } catch (error) {
        known.delete(key);
        throw error;
      }
    },
  };
};

/** Who may see what of a main database. Nothing is asked of it before somebody asks. */
export const openVisibility = ({
  couch,
  databases,
  main,
  sentinel,
  settings,
  now,
}: VisibilityParts): OpenVisibility => {
  const audiences = openAudiences({ main, side: sentinel }, () => settings().contact_types);
  const purged = openPurgeMarkers(couch, databases.main, now);
  const primaries = rememberedPrimaries(main);
  const changed: OpenVisibility['changed'] = changes => {
    audiences.forget(changes.map(({ id }) => id));
    if (changes.some(({ mentions, deleted }) => mentions.kind === 'contact' || deleted)) primaries.clear();
  };
  return {
    audiences,
    purged,
    changed,
    async scope(caller, { anew = false } = {}) {
      const scope = scopeOf(caller, settings());
      if (scope.online) return scope;
      const generation = await purged.generation(caller.roles);
      const whole = generation === '' ? scope : { ...scope, purge: { roles: caller.roles, generation } };
      return scope.replicatePrimaryContacts ? { ...whole, primary: await primaries.of(whole, anew) } : whole;
    },
    wrote: docs =>
      changed(docs.map(doc => ({ id: doc._id, deleted: doc._deleted === true, mentions: audiences.mentions(doc) }))),
    forgetAll() {
      audiences.forgetAll();
      primaries.clear();
    },
  };
};
