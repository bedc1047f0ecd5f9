import { z } from 'zod';

const trimmed = z.string().trim();
const id = trimmed.min(1).max(500);
/** A contact to be made together with the user: CHT's clients may give an object in place of an id. */
const newContact = z.looseObject({
  _id: id.optional(),
  name: trimmed.optional(),
  type: trimmed.optional(),
  contact_type: trimmed.optional(),
  parent: z.unknown().optional(),
});
/** A contact to be made, as a client gives it. */
export type NewContact = z.output<typeof newContact>;
/** An id, or a contact to be made. */
export type PlaceOrNew = string | NewContact;

const placeOrNew = z.union([id, newContact], { error: 'give an id, or a contact to be made' });
const listOf = (text: string) =>
  text
    .split(/[:,;]/)
    .map(each => each.trim())
    .filter(each => each !== '');
const optionalText = z
  .union([trimmed.max(500), z.number().transform(String)])
  .nullish()
  .transform(text => text ?? undefined);
const yesNo = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')], {
  error: 'say true or false',
});

/** A user as the api takes him; every field but the name may be left out when he is changed. */
export const userBody = z.looseObject({
  username: z.unknown().optional(),
  password: z.unknown().optional(),
  roles: z.union([z.array(trimmed.min(1)), trimmed.transform(listOf)], { error: 'give a list of roles' }).optional(),
  /** One role, as the first version of the api had it. */
  type: trimmed.optional(),
  place: z.union([z.array(placeOrNew), placeOrNew], { error: 'give the id of a place, or a list of them' }).nullish(),
  facility_id: z.union([z.array(id), id]).nullish(),
  contact: placeOrNew.nullish(),
  contact_id: id.nullish(),
  fullname: optionalText,
  email: optionalText,
  phone: optionalText,
  language: z
    .union([trimmed, z.looseObject({ code: trimmed }).transform(({ code }) => code)])
    .nullish()
    .transform(code => code || undefined),
  known: yesNo.optional(),
  external_id: optionalText,
  inactive: yesNo.optional(),
  token_login: yesNo.nullish(),
  password_change_required: yesNo.optional(),
});

/** What is wanted of a user, in one notation. Undefined: not said. */
export interface WantedUser {
  username: unknown;
  password?: unknown;
  roles?: string[] | undefined;
  places?: PlaceOrNew[] | undefined;
  contact?: PlaceOrNew | undefined;
  inactive?: boolean | undefined;
  /** True: he logs in by a link sent to his phone; false: he does no longer. */
  tokenLogin?: boolean | undefined;
  /**
   * False: the password is one that he knows and may keep. By default it is to be changed at the first login.
   */
  mustChangePassword?: boolean | undefined;
  /** The user whose login is handed on to this new one. */
  replaces?: string | undefined;
  /** fullname, email, phone, language, known, external_id. */
  about: Record<string, string | boolean>;
}

const aboutKeys = ['fullname', 'email', 'phone', 'language', 'known', 'external_id'] as const;

/** Reads a user as given by a client of any version of the api. @throws z.ZodError */
export const readWanted = (body: unknown): WantedUser => {
  const given = userBody.parse(body);
  const place = given.place ?? given.facility_id ?? undefined;
  const roles = given.roles ?? (given.type ? [given.type] : undefined);
  return {
    username: given.username,
    ...(given.password === undefined || given.password === '' ? {} : { password: given.password }),
    roles,
    places: place === undefined ? undefined : [place].flat().filter(each => each !== ''),
    contact: given.contact ?? given.contact_id ?? undefined,
    inactive: given.inactive,
    tokenLogin: given.token_login ?? undefined,
    mustChangePassword: given.password_change_required,
    about: Object.fromEntries(aboutKeys.flatMap(key => (given[key] === undefined ? [] : [[key, given[key]]]))),
  };
};
