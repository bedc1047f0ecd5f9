import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import { isContact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import type { Caller } from '../../../session/caller.ts';
import type { Wanted } from './wanted.ts';

/** The permission that deleting a document takes; undefined where any who may write it may delete it. */
const permissionFor = (stored: Doc, { contact_types: types }: Settings): string | undefined => {
  if (isContact(stored, types)) return 'can_delete_contacts';
  if (!isReport(stored)) return undefined;
  return stored.form ? 'can_delete_reports' : 'can_delete_messages';
};

/** Why a user may not delete a document; undefined where he may, or where it does no such thing. */
export const whyNotDeleted = (
  settings: Settings,
  { roles }: Caller,
  { doc, stored }: Pick<Wanted, 'doc' | 'stored'>,
): string | undefined => {
  const permission = doc._deleted === true && stored ? permissionFor(stored, settings) : undefined;
  return permission && !may(settings, roles, permission) ? `You lack the permission ${permission}` : undefined;
};
