import type { ContactTypeSetting } from '../sections/contact-types.ts';

/** The four types of programmes that configure none: a district, its health centres, their households, people. */
export const legacyContactTypes = (): ContactTypeSetting[] => [
  legacyType('district_hospital', 'hospital', []),
  legacyType('health_center', 'building-2', ['district_hospital']),
  legacyType('clinic', 'house', ['health_center']),
  { ...legacyType('person', 'user', ['district_hospital', 'health_center', 'clinic']), person: true },
];

const legacyType = (id: string, icon: string, parents: string[]): ContactTypeSetting => ({
  id,
  parents,
  name_key: `contact.type.${id}`,
  group_key: `contact.type.${id}.plural`,
  create_key: `contact.type.${id}.new`,
  edit_key: `contact.type.${id}.edit`,
  icon,
  create_form: `form:contact:${id}:create`,
  edit_form: `form:contact:${id}:edit`,
});
