import { AppError } from '@rounds/ddocs/documents/error.ts';
import { type UserDoc, userId } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { checkPassword } from './password.ts';
import { changeStored } from './stored.ts';

const fault = (message: string, hint: string) =>
  new AppError('user/invalid', message, { hint, details: { field: 'password' } });

/**
 * Gives a user the password that he chose himself; he need not change it again.
 * @param passwords.current already proven to be his
 * @throws `user/invalid` for one that is weak or the old one, `access/forbidden` for who is no user of the programme
 */
export const changePassword = async (
  { users }: { users: Store },
  name: string,
  { current, wanted }: { current: string; wanted: string },
): Promise<void> => {
  if (wanted === current) throw fault('The new password is the old one', 'Choose another');
  const password = checkPassword(wanted, name);
  if (!(await users.get(userId(name))))
    throw new AppError(
      'access/forbidden',
      'The password of this administrator stands in the configuration of the database',
      {
        hint: 'Change it there',
      },
    );
  await changeStored<UserDoc>(users, userId(name), stored => {
    if (!stored) throw new AppError('session/refused', 'This user was ended meanwhile');
    const { password_change_required: _, ...kept } = stored;
    return { ...kept, password };
  });
};
