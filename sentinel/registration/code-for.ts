import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Desk } from '../engine/desk.ts';
import type { Fact } from '../engine/fact.ts';
import type { Lookup } from '../engine/lookup.ts';
import { reserveCodes } from './reserve-codes.ts';

/** Codes that were reserved in this batch, by their cause. */
const reserved: Lookup<string, string> = { keyOf: cause => cause, ask: reserveCodes };

/** The code that was reserved for a cause in this batch; undefined for one that asked for none. */
export const reservedFor = (cause: string, { lookups }: Desk): string | undefined => lookups.find(reserved, cause)?.[0];

/** A contact that has its code keeps it, so that a run that a crash broke off goes on with that one. */
const standing = (cause: string, { docs }: Desk): string | undefined => {
  const contact = docs.get(cause) as Contact | null | undefined;
  const code = contact?.patient_id ?? contact?.place_id;
  return code === undefined ? undefined : String(code);
};

/**
 * The short code reserved for a cause that `needs` names: the id of the contact that will have it.
 * @throws AppError `sentinel/fact-missing` for any other cause
 */
export const codeFor: Fact<Doc, (cause: string) => string, readonly string[]> = {
  look: (_, want, causes) => {
    for (const cause of causes)
      if (want.doc(cause) !== undefined && standing(cause, want.desk) === undefined) want.rows(reserved, cause);
  },
  read: (_, desk) => cause => {
    const code = standing(cause, desk) ?? reservedFor(cause, desk);
    if (code === undefined)
      throw new AppError('sentinel/fact-missing', `No short code was asked for ${cause}; name it in needs`);
    return code;
  },
};
