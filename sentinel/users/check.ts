import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { UserDoc, UserSettings } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { normalPhone } from '../text/phone-numbers.ts';
import { belongingOf } from './belonging.ts';
import type { UserFault } from './fault.ts';
import { linkFaults, loginOf } from './login.ts';
import { roleFaults, roleWarnings, storedRoles } from './roles.ts';
import type { WantedUser } from './wanted.ts';

/** What checking a user needs. */
export interface UserParts {
  main: Store;
  users: Store;
  settings: () => Settings;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** A user that may be saved. */
export interface CheckedUser {
  name: string;
  password: string | undefined;
  /** The phone to which a link to log in goes, where he gets one. */
  linkTo?: string;
  roles: string[];
  places: string[];
  contactId: string | undefined;
  /** Places and people to be made before the user. */
  contacts: Doc[];
}

/**
 * Everything that keeps a user from being saved, or the user to save. Nothing is written. A contact or place that is
 * given as an object, and is not stored, is to be made, under the `_id` that it has, if any.
 *
 * Warnings keep nobody from being saved: roles that the settings do not name, and a link to log in where the settings
 * have none, so that the password counts.
 * @param existing the user as stored, when he is changed
 * @param pending contacts that count as stored: those that an import is about to write
 */
export const checkUser = async (
  parts: UserParts,
  wanted: WantedUser,
  { existing, pending = [] }: { existing?: UserDoc; pending?: readonly Doc[] } = {},
): Promise<{ faults: UserFault[]; warnings: UserFault[]; user: CheckedUser }> => {
  const { main } = parts;
  const settings = parts.settings();
  const { login, ...ofLogin } = loginOf(settings, wanted, existing);
  const { name, password, byLink } = login;
  const roles = wanted.roles ?? existing?.roles ?? [];
  const where = await belongingOf({ main, settings }, wanted, { user: name, roles, existing, pending });
  const own = byLink && existing ? await main.get<UserSettings>(existing._id) : null;
  const phone = String(wanted.about.phone ?? own?.phone ?? where.contact?.phone ?? '');
  return {
    faults: [...ofLogin.faults, ...roleFaults(roles), ...where.faults, ...(byLink ? linkFaults(settings, phone) : [])],
    warnings: [...ofLogin.warnings, ...roleWarnings(settings, roles)],
    user: {
      name,
      password,
      roles: storedRoles(settings, roles),
      places: [...new Set(where.places.map(({ _id }) => _id))],
      contactId: where.contact?._id,
      contacts: [...where.made],
      ...(byLink ? { linkTo: normalPhone(phone, settings) } : {}),
    },
  };
};
