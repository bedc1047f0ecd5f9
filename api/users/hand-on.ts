import { may } from '@rounds/config/permissions/permissions.ts';
import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Report, sameForm } from '@rounds/ddocs/documents/reports.ts';
import type { Caller } from '../session/caller.ts';

const replaceOf = (doc: Doc | null): string => JSON.stringify((doc as Contact | null)?.user_for_contact?.replace ?? {});

/**
 * Why somebody may not hand on a login by this document; undefined where he may, or where it does no such thing. With
 * `create_user_for_contacts` a report or a contact gives the login of one person to another. Only its holder may do
 * that, and users who may change users: else any health worker could take the login of his supervisor.
 * @param stored the document as it stands, null for a new one
 */
export const whyNotHandedOn = (
  settings: Pick<Settings, 'permissions' | 'create_user_for_contacts'>,
  { roles, contactId }: Pick<Caller, 'roles' | 'contactId'>,
  doc: Doc,
  stored: Doc | null,
): string | undefined => {
  if (may(settings, roles, 'can_update_users')) return undefined;
  if (doc.type === 'data_record') {
    const { form, contact, content_type } = doc as Report;
    const handsOn = settings.create_user_for_contacts?.replace_forms?.some(each => sameForm(each, form));
    const holds = contactId !== undefined && contact?._id === contactId;
    return handsOn && content_type === 'xml' && !holds ? 'A login is handed on by its holder only' : undefined;
  }
  const handsOn = replaceOf(doc) !== replaceOf(stored);
  return handsOn && doc._id !== contactId ? 'A login is handed on by its holder only' : undefined;
};
