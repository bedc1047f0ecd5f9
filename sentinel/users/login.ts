import type { Settings } from '@rounds/config/settings/settings.ts';
import type { UserDoc } from '@rounds/ddocs/documents/users.ts';
import { isPhone } from '../text/phone-numbers.ts';
import { attempt, type UserFault } from './fault.ts';
import { checkName, checkPassword } from './password.ts';
import type { WantedUser } from './wanted.ts';

/** How a user is to log in. */
export interface Login {
  name: string;
  /** Undefined where he keeps the one that he has, or gets a link. */
  password: string | undefined;
  /** Whether a link to log in is sent to his phone. */
  byLink: boolean;
}

const noLinks = { field: 'token_login', message: 'Login by a link is not switched on in the settings' };

/**
 * The name, and the password or the link, with what is wrong with them. A link that the settings do not allow is only
 * warned of where there is a password to log in with.
 * @param existing the user as stored, when he is changed
 */
export const loginOf = (
  { token_login }: Settings,
  wanted: WantedUser,
  existing: UserDoc | undefined,
): { login: Login; faults: UserFault[]; warnings: UserFault[] } => {
  const faults: UserFault[] = [];
  const name = attempt(faults, () => checkName(wanted.username)) ?? '';
  const areLinksOn = token_login?.enabled === true;
  const byLink = wanted.tokenLogin === true && areLinksOn;
  const isDenied = wanted.tokenLogin === true && !areLinksOn;
  const isLost = isDenied && wanted.password === undefined && !existing;
  if (isLost) faults.push(noLinks);
  const endsLink = wanted.tokenLogin === false && existing?.token_login !== undefined;
  const needsPassword = !byLink && !isLost && (!existing || wanted.password !== undefined || endsLink);
  const password = needsPassword ? attempt(faults, () => checkPassword(wanted.password, name)) : undefined;
  return { login: { name, password, byLink }, faults, warnings: isDenied && !isLost ? [noLinks] : [] };
};

/** What keeps a link to log in from being sent. */
export const linkFaults = (settings: Settings, phone: string): UserFault[] => [
  ...(settings.app_url
    ? []
    : [{ field: 'token_login', message: 'Set app_url in the settings: the link needs the address of the app' }]),
  ...(isPhone(phone, settings)
    ? []
    : [
        {
          field: 'phone',
          message: phone ? `"${phone}" is not a phone number` : 'A link needs a phone number to go to',
        },
      ]),
];
