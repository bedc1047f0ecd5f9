import type { Doc } from '@rounds/ddocs/documents/doc.ts';

/** A contact with the records that are kept or purged with it. */
export interface Records {
  /** Empty for records that belong to nobody. */
  contact: Doc | Record<string, never>;
  /** Reports about the contact, and such as name nobody and were sent by it. */
  reports: Doc[];
  /** Messages that it sent or got. */
  messages: Doc[];
}

/**
 * The text of the function that the sandbox calls: the purge function of the settings asked for several sets of roles
 * at once. It is given (userCtx, contact, reports, messages, cht, permissions); `cht.v1` knows `hasPermissions` and
 * `hasAnyPermission`, which go by the roles and permissions at hand unless others are given.
 * See README.md, "What the function is given".
 */
export const purgeFunction = (fn: string): string => `function (roleSets, contact, reports, messages, permissions) {
  var purge = (${fn});
  return roleSets.map(function (roles) {
    var allows = function (name, userRoles, allowed) {
      var not = name.charAt(0) === '!';
      var holders = allowed[not ? name.slice(1) : name] || [];
      var has = userRoles.indexOf('_admin') !== -1 || userRoles.some(function (role) { return holders.indexOf(role) !== -1; });
      return not ? !has : has;
    };
    var hasPermissions = function (names, userRoles, allowed) {
      return [].concat(names).every(function (name) { return allows(name, userRoles || roles, allowed || permissions); });
    };
    var hasAnyPermission = function (groups, userRoles, allowed) {
      return groups.some(function (names) { return hasPermissions(names, userRoles, allowed); });
    };
    var cht = { v1: { hasPermissions: hasPermissions, hasAnyPermission: hasAnyPermission } };
    return purge({ roles: roles }, contact, reports, messages, cht, permissions);
  });
}`;

/** The ids that a purge function named, of those that it was given: anything else that it returns is no answer. */
export const namedIds = (answer: unknown, { reports, messages }: Records): Set<string> => {
  const given = new Set([...reports, ...messages].map(({ _id }) => _id));
  return new Set(
    (Array.isArray(answer) ? answer : []).filter((id): id is string => typeof id === 'string' && given.has(id)),
  );
};
