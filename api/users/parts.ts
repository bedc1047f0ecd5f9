import type { Settings } from '@rounds/config/settings/settings.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import { isAdmin } from '@rounds/ddocs/documents/users.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { UserParts } from '@rounds/sentinel/users/check.ts';
import { readWanted, type WantedUser } from '@rounds/sentinel/users/wanted.ts';
import { z } from 'zod';
import type { Caller } from '../session/caller.ts';
import type { Sessions } from '../session/sessions.ts';

/** The parts that the doors of users take. */
export interface UserDoorParts {
  main: Store;
  users: Store;
  settings: { current: () => Settings };
  sessions: Sessions;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** The same as the code that makes users takes it. */
export const userParts = ({ main, users, settings, now }: UserDoorParts): UserParts => ({
  ...{ main, users, now },
  settings: settings.current,
});

/** A user as a body names it. @throws `user/invalid` with every field at fault */
export const wantedFrom = (body: unknown): WantedUser => {
  try {
    return readWanted(body);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const details = error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
    throw new AppError('user/invalid', z.prettifyError(error), { details });
  }
};

/** Only administrators make administrators, or touch them. @throws `access/forbidden` */
export const guardAdmins = (caller: Caller, roles: readonly string[] = []): void => {
  if (!caller.admin && isAdmin({ roles: [...roles] }))
    throw new AppError('access/forbidden', 'Only administrators may make or change administrators');
};
