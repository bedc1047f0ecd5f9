import type { ContactType } from '@rounds/ddocs/documents/contacts.ts';
import type { Databases } from '@rounds/ddocs/documents/databases.ts';
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
  /** What a user may see now. */
  scope(caller: Caller): Promise<Scope>;
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
    async of(scope: Scope): Promise<ReadonlyMap<string, number>> {
      const key = scopeHash(scope);
      const found = known.get(key) ?? primaryContacts(main, scope);
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
export const openVisibility = ({ couch, databases, main, settings, now }: VisibilityParts): OpenVisibility => {
  const audiences = openAudiences(main, () => settings().contact_types);
  const purged = openPurgeMarkers(couch, databases.main, now);
  const primaries = rememberedPrimaries(main);
  return {
    audiences,
    purged,
    async scope(caller) {
      const scope = scopeOf(caller, settings());
      if (scope.online) return scope;
      const generation = await purged.generation(caller.roles);
      const whole = generation === '' ? scope : { ...scope, purge: { roles: caller.roles, generation } };
      return scope.replicatePrimaryContacts ? { ...whole, primary: await primaries.of(whole) } : whole;
    },
    changed(changes) {
      audiences.forget(changes.map(({ id }) => id));
      if (changes.some(({ mentions, deleted }) => mentions.kind === 'contact' || deleted)) primaries.clear();
    },
    forgetAll() {
      audiences.forgetAll();
      primaries.clear();
    },
  };
};
