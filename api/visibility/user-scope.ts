import { createHash } from 'node:crypto';
import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Caller } from '../session/caller.ts';
import { mayUnlessDenied } from '../session/permissions.ts';
import type { Scope } from './scope.ts';

/** The settings that decide who sees what. */
export type ScopeSettings = Pick<
  Settings,
  'permissions' | 'replication_depth' | 'district_admins_access_unallocated_messages'
>;

/** How deep roles see: the entry with the highest depth wins; among equals the largest report depth and any `true`. */
export const depthOf = (
  settings: Pick<ScopeSettings, 'replication_depth'>,
  roles: readonly string[],
): Pick<Scope, 'depth' | 'reportDepth' | 'replicatePrimaryContacts'> => {
  const entries = settings.replication_depth.filter(({ role }) => roles.includes(role));
  if (entries.length === 0) return { depth: Infinity, reportDepth: Infinity, replicatePrimaryContacts: false };
  const depth = Math.max(...entries.map(entry => entry.depth));
  const deepest = entries.filter(entry => entry.depth === depth);
  return {
    depth,
    reportDepth: Math.max(...deepest.map(entry => entry.report_depth ?? Infinity)),
    replicatePrimaryContacts: deepest.some(entry => entry.replicate_primary_contacts === true),
  };
};

/** What a user may see under these settings, without the primary contacts from elsewhere. */
export const scopeOf = (caller: Caller, settings: ScopeSettings): Scope => ({
  name: caller.name,
  online: caller.online,
  admin: caller.admin,
  facilities: caller.facilities,
  contactId: caller.contactId,
  ...depthOf(settings, caller.roles),
  primary: new Map(),
  unassigned:
    settings.district_admins_access_unallocated_messages === true &&
    may(settings, caller.roles, 'can_view_unallocated_data_records'),
  views: {
    contacts: mayUnlessDenied(settings, caller.roles, 'can_view_contacts'),
    reports: mayUnlessDenied(settings, caller.roles, 'can_view_reports'),
    users: may(settings, caller.roles, 'can_view_users'),
  },
});

/** A short text that differs when what decides the scope differs: places, depth, permissions. Not a secret. */
export const scopeHash = ({ primary: _, ...scope }: Scope): string =>
  createHash('sha256')
    .update(JSON.stringify({ ...scope, depth: String(scope.depth), reportDepth: String(scope.reportDepth) }))
    .digest('hex')
    .slice(0, 16);
