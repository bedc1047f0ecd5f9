import type { ContactTypeSetting } from './sections/contact-types.ts';

/** The four types of programmes that configure none: a district, its health centres, their households, people. */
export const legacyContactTypes = (): ContactTypeSetting[] => [
  placeType('district_hospital', []),
  placeType('health_center', ['district_hospital']),
  placeType('clinic', ['health_center']),
  { ...placeType('person', ['district_hospital', 'health_center', 'clinic']), person: true },
];

const placeType = (id: string, parents: string[]): ContactTypeSetting => ({
  id,
  parents,
  name_key: `contact.type.${id}`,
  group_key: `contact.type.${id}.plural`,
  create_key: `contact.type.${id}.new`,
  edit_key: `contact.type.${id}.edit`,
  icon: `icon-${id}`,
  create_form: `form:contact:${id}:create`,
  edit_form: `form:contact:${id}:edit`,
});
