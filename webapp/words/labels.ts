import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import { formIdFor, type Purpose } from '@rounds/sentinel/forms/purpose.ts';
import type { PhoneProgramme, TypeOfContact } from '../data/programme/phone-programme.ts';
import { titleOf } from '../data/programme/phone-programme.ts';
import { hasWords, locale, t } from './words.ts';

const words = (...keys: (string | undefined)[]): string | undefined => {
  const found = keys.find(key => key && hasWords(key));
  return found && t(found);
};

/** A type of contact in words: `Household`. */
export const typeName = (type: TypeOfContact | undefined, id = type?.id ?? ''): string =>
  words(type?.name_key, `contact.type.${id}`) ?? id.replaceAll('_', ' ');

/** Several of a type in words: `Households`. */
export const typeNames = (type: TypeOfContact | undefined, id = type?.id ?? ''): string =>
  words(type?.group_key, `contact.type.${id}.plural`) ?? typeName(type, id);

/** The title of a form in words. */
export const formTitle = (programme: PhoneProgramme, internalId: string | undefined): string =>
  titleOf(programme.form(internalId ?? ''), locale(), key => words(key)) ||
  words(`form.${internalId}.title`) ||
  smsTitle(programme, internalId) ||
  internalId ||
  t('report.message');

/** Roles in words, any of which will do: `Supervisor or Nurse`. @param roles none for whoever may verify reports */
export const roleNames = (programme: Pick<PhoneProgramme, 'roleKey'>, roles: readonly string[]): string =>
  roles.length === 0
    ? t('verify.anybody')
    : new Intl.ListFormat(locale(), { type: 'disjunction' }).format(
        roles.map(role => words(programme.roleKey(role), `usertype.${role}`) ?? role.replaceAll('_', ' ')),
      );

/** What a form is filled in for, in words: the title of its page. @param contact null when it is not known */
export const purposeTitle = (programme: PhoneProgramme, purpose: Purpose, contact: Contact | null): string => {
  const { create } = purpose;
  if (!create) return formTitle(programme, formIdFor(programme.type, purpose, contact));
  const type = programme.type(create);
  const words = type?.create_key ? t(type.create_key) : '';
  return words && words !== type?.create_key ? words : t('contact.add', { type: typeName(type, create) });
};

/** A schedule in words; `Message` where it has none. */
export const scheduleName = (schedule: string | undefined): string =>
  (schedule &&
    (words(`schedule.${schedule}`) ?? schedule.replaceAll('_', ' ').replace(/^./u, first => first.toUpperCase()))) ||
  t('report.message');

/** The title of a form for SMS. */
const smsTitle = (programme: PhoneProgramme, code: string | undefined): string => {
  const label = programme.smsLabel(code ?? '');
  if (typeof label === 'string') return words(label) ?? label;
  return words(label?.translation_key) ?? label?.[locale()] ?? label?.en ?? Object.values(label ?? {})[0] ?? '';
};
