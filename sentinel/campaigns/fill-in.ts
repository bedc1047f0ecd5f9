import type { Contact } from '@rounds/ddocs/documents/contacts.ts';

/** What a text may name of whoever gets it. */
const named: Readonly<Record<string, (contact: Contact) => unknown>> = {
  name: ({ name }) => name,
  'contact.name': ({ name }) => name,
  study_id: ({ study_id: id }) => id,
};

const places = /\{\{\{?\s*([^{}]*?)\s*\}?\}\}/g;

/** A text with what it names of the person, such as `{{name}}`; what she does not have is left out. */
export const fillIn = (text: string, contact: Contact): string =>
  text.replace(places, (_, key: string) => String(named[key]?.(contact) ?? ''));

/** What a text names that nobody could fill in: it would be left out, and nobody would know. */
export const unknownIn = (text: string): string[] =>
  [...text.matchAll(places)].map(([, key = '']) => key).filter(key => !Object.hasOwn(named, key));

/** What may be named, for whoever writes a text. */
export const mayName: readonly string[] = Object.keys(named).map(key => `{{${key}}}`);
