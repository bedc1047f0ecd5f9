import { createHash } from 'node:crypto';
import type { Doc, Ms } from './doc.ts';

/**
 * A document `purged:<id>` of a role set's database: devices of these roles shall not have the document of that id.
 */
export interface PurgedMarker extends Doc {
  type: 'purged';
  /** When it was purged. */
  timestamp: Ms;
}

/** Id of the `_local` document that names the roles of such a database: `{roles}`. */
export const purgeInfoId = 'info';

const prefix = 'purged:';
export const purgedId = (id: string): string => `${prefix}${id}`;
/** Every marker lies between these two. */
export const purgedRange = { from: prefix, to: `${prefix}\ufff0` } as const;
/** The id of the document that a marker speaks of. */
export const unpurgedId = (marker: string): string => marker.slice(prefix.length);

/** The distinct roles of a user, sorted: users with the same ones share a database of markers. */
export const roleSet = (roles: readonly string[]): string[] => [...new Set(roles)].sort();

/**
 * The database of markers for a set of roles, as CHT names it: `medic-purged-role-<md5>`. Node only.
 * @param main name of the main database
 */
export const purgeDatabase = (main: string, roles: readonly string[]): string =>
  `${main}-purged-role-${createHash('md5')
    .update(JSON.stringify(roleSet(roles)), 'utf8')
    .digest('hex')}`;
