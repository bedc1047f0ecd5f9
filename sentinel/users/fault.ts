import { isAppError } from '@rounds/ddocs/documents/error.ts';

/** Why a user cannot be saved, or what is odd about him: the field and a sentence. */
export interface UserFault {
  field: string;
  message: string;
}

/** What a check gives; undefined where it finds a fault of a user, which is added to the others. */
export const attempt = <T>(faults: UserFault[], check: () => T): T | undefined => {
  try {
    return check();
  } catch (error) {
    if (!isAppError(error, 'user/invalid')) throw error;
    faults.push({ field: (error.details as { field: string }).field, message: error.message });
    return undefined;
  }
};
