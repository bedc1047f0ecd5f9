import type { Contact } from '@rounds/ddocs/documents/contacts.ts';

/** What a text may name of whoever gets it. */
const named: Readonly<Record<string, (contact: Contact) => unknown>> = {
  name: ({ name }) => name,
  'contact.name': ({ name }) => name,
  study_id: ({ study_id: id }) => id,
};

/** Read in one pass, however much stands between: a text with two brackets and many blanks must cost no more than itself. */
const places = /\{\{\{?([^{}]*)\}?\}\}/g;
const filledWith = (key: string, contact: Contact): unknown =>
  Object.hasOwn(named, key) ? named[key]!(contact) : undefined;

/** A text with what it names of the person, such as `{{name}}`; what she does not have is left out. */
export const fillIn = (text: string, contact: Contact): string =>
  text.replace(places, (_, key: string) => String(filledWith(key.trim(), contact) ?? ''));

/** What a text names that nobody could fill in: it would be left out, and nobody would know. */
export const unknownIn = (text: string): string[] =>
  [...text.matchAll(places)].map(([, key = '']) => key.trim()).filter(key => !Object.hasOwn(named, key));

/** What may be named, for whoever writes a text. */
export const mayName: readonly string[] = Object.keys(named).map(key => `{{${key}}}`);
