import type { Security } from '../../documents/security.ts';
import { badRequest, forbidden, unauthorized } from '../http/error.ts';

/** The caller of a request. `name` is null for an anonymous caller. */
export interface UserCtx {
  name: string | null;
  roles: readonly string[];
}

/** Names and roles that may do something. */
type Group = Security['members'];

/** Whether the caller is a server administrator. */
export const isServerAdmin = (user: UserCtx): boolean => user.roles.includes('_admin');

/** Whether the caller may write design documents and `_security` of this database. */
export const isDatabaseAdmin = (user: UserCtx, { admins }: Security): boolean =>
  isServerAdmin(user) || isIn(user, admins);

/** Refuses whoever is not a server administrator. @throws `unauthorized` */
export function requireServerAdmin(user: UserCtx): void {
  if (!isServerAdmin(user)) throw unauthorized('You are not a server admin.');
}

/** Refuses whoever is not an administrator of this database. @throws `unauthorized` */
export function requireDatabaseAdmin(user: UserCtx, security: Security): void {
  requireMember(user, security);
  if (!isDatabaseAdmin(user, security)) throw unauthorized('You are not a db or server admin.');
}

/**
 * Refuses whoever may not read and write documents.
 * @throws `unauthorized` for an anonymous caller, `forbidden` for a known one
 */
export function requireMember(user: UserCtx, security: Security): void {
  const { members } = security;
  if (isDatabaseAdmin(user, security)) return;
  if (!members.names.length && !members.roles.length) return;
  if (isIn(user, members)) return;
  throw user.name === null ? unauthorized() : forbidden();
}

/** A `_security` object from outside, checked. @throws `bad_request` */
export function parseSecurity(raw: unknown): Security {
  if (!raw || typeof raw !== 'object' || Array.isArray(raw)) throw badRequest('Request body must be a JSON object');
  const { admins, members } = raw as { admins?: unknown; members?: unknown };
  return { ...raw, admins: parseGroup(admins, 'admins'), members: parseGroup(members, 'members') };
}

function parseGroup(raw: unknown, what: string): Group {
  if (raw === undefined) return { names: [], roles: [] };
  if (!raw || typeof raw !== 'object' || Array.isArray(raw)) throw badRequest(`${what} must be a JSON object`);
  const { names = [], roles = [] } = raw as { names?: unknown; roles?: unknown };
  if (!isTexts(names) || !isTexts(roles)) throw badRequest(`${what}.names and ${what}.roles must be lists of text`);
  return { names, roles };
}

const isTexts = (list: unknown): list is string[] => Array.isArray(list) && list.every(one => typeof one === 'string');

const isIn = ({ name, roles }: UserCtx, group: Group): boolean =>
  (name !== null && group.names.includes(name)) || roles.some(role => group.roles.includes(role));
