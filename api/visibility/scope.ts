import { userId } from '@rounds/ddocs/documents/users.ts';
import type { Audience } from './audience.ts';

/** What a user may see. */
export interface Scope {
  name: string;
  /** Works on the whole programme. */
  online: boolean;
  /** Administers it: sees secrets too. */
  admin: boolean;
  facilities: readonly string[];
  contactId: string | undefined;
  /** Levels below a facility, 0 the facility itself, Infinity for all. */
  depth: number;
  /** Levels below a facility whose reports by others are seen. */
  reportDepth: number;
  /** Primary contacts of the user's places that live elsewhere, with the depth of their place. */
  primary: ReadonlyMap<string, number>;
  replicatePrimaryContacts: boolean;
  /** Reports that nobody is the subject or the sender of. */
  unassigned: boolean;
  /** Where something is purged for the devices of these roles: the roles, and a text that changes with what is. */
  purge?: { roles: readonly string[]; generation: string };
  /** For online users: whether they may read these kinds. */
  views: { contacts: boolean; reports: boolean; users: boolean };
}

/** How far below one of the user's places a contact lives; undefined when it is not below any, or too far. */
export const depthInPlaces = (
  { facilities, depth: deepest }: Pick<Scope, 'facilities' | 'depth'>,
  lineage: readonly string[],
): number | undefined => {
  const depths = facilities.map(facility => lineage.indexOf(facility)).filter(depth => depth >= 0 && depth <= deepest);
  return depths.length > 0 ? Math.min(...depths) : undefined;
};

/** The same, where the primary contact of a place counts as living there. */
export const depthWithin = (scope: Scope, lineage: readonly string[]): number | undefined =>
  depthInPlaces(scope, lineage) ?? scope.primary.get(lineage[0] ?? '');

/**
 * Whether a contact lives in one of the user's places, however deep; not one whom he sees as a primary contact only.
 */
export const livesWith = (scope: Scope, lineage: readonly string[]): boolean =>
  scope.facilities.some(facility => lineage.includes(facility));

const maySeeReport = (scope: Scope, { about, by, hidden, signoff }: Extract<Audience, { kind: 'report' }>): boolean => {
  const subject = about ?? by;
  if (!subject) return scope.unassigned;
  const seesSender = !!by && depthWithin(scope, by) !== undefined;
  const own = by !== null && scope.contactId !== undefined && by[0] === scope.contactId;
  if (hidden && !seesSender && [scope.contactId, ...scope.facilities].includes(subject[0])) return false;
  if (scope.facilities.some(facility => signoff.includes(facility))) return true;
  const depth = depthWithin(scope, subject);
  return depth !== undefined && (own || depth <= scope.reportDepth);
};

/** Users see it who see one of its recipients, however deep; where it names none, users who see its author. */
const maySeeMessage = (scope: Scope, { to, by }: Extract<Audience, { kind: 'message' }>): boolean => {
  const own = by !== null && scope.contactId !== undefined && by[0] === scope.contactId;
  const seen = (lineage: string[]) => depthWithin(scope, lineage) !== undefined;
  if (own || to.some(seen)) return true;
  if (to.length > 0) return false;
  return by ? seen(by) : scope.unassigned;
};

/** His own report that somebody is to sign off: it may be about anybody in his places, however deep. */
const isForOwnSignoff = (
  scope: Scope,
  { by, signoff }: Extract<Audience, { kind: 'report' }>,
  target: readonly string[],
): boolean =>
  scope.contactId !== undefined &&
  by?.[0] === scope.contactId &&
  scope.facilities.some(facility => signoff.includes(facility) && target.includes(facility));

/**
 * Why a user may not leave a document as it is, though he could see it; undefined where he may. A message goes to
 * people of his own places, and to a number of nobody only from users who see what such numbers send. A report is about
 * somebody of his own, as the rules take it: who may see it follows from another of its fields, or from its sender
 * where it has certain errors.
 */
export const whyNotLeft = (scope: Scope, audience: Audience): string | undefined => {
  if (scope.online) return undefined;
  if (audience.kind === 'report')
    return audience.meant?.some(
      target => depthWithin(scope, target) === undefined && !isForOwnSignoff(scope, audience, target),
    )
      ? 'This report is about somebody outside your places'
      : undefined;
  if (audience.kind !== 'message') return undefined;
  if (!scope.unassigned && (audience.loose || audience.to.length === 0))
    return 'A message goes to somebody among your contacts';
  return audience.to.every(lineage => depthWithin(scope, lineage) !== undefined)
    ? undefined
    : 'This message goes to somebody outside your places';
};

/** Whether a user may see a document. */
export const maySee = (scope: Scope, audience: Audience): boolean => {
  if (scope.admin || audience.kind === 'everyone' || audience.kind === 'gone') return true;
  if (audience.kind === 'secret') return false;
  if (audience.kind === 'user') return audience.name === scope.name || (scope.online && scope.views.users);
  if (audience.kind === 'contact')
    return scope.online ? scope.views.contacts : depthWithin(scope, audience.lineage) !== undefined;
  if (audience.kind === 'report') return scope.online ? scope.views.reports : maySeeReport(scope, audience);
  if (audience.kind === 'message') return scope.online ? scope.views.reports : maySeeMessage(scope, audience);
  if (scope.online) return true;
  if (audience.kind === 'task') return audience.user === userId(scope.name);
  if (audience.kind === 'target')
    return depthWithin(scope, audience.owner) !== undefined || audience.owner[0] === scope.contactId;
  return false;
};
