import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Erased } from './person.ts';

/** Shorter names may be part of any number; they are taken out where they stand alone only. */
const shortest = 8;

/** Keys of an entry of a list by which it is about somebody: with her it goes whole. */
const owning = new Set(['_id', 'contact', 'to', 'address', 'person', 'conversation', 'contact_id']);

/** What stands in the place of a name within a text. */
const gap = '…';

const gone = Symbol('gone');

const withoutNames = (text: string, names: readonly string[]): string =>
  names.reduce((rest, name) => (name.length >= shortest ? rest.replaceAll(name, gap) : rest), text);

/** Whether an object is about her: one of its own keys that say so names her, or all the messages that it had did. */
const isAbout = (value: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): boolean =>
  Object.entries(value).some(([key, each]) => owning.has(key) && names.has(String(each)));

/** A list without what is about her; gone where nothing is left of it. */
const scrubbedList = (list: readonly unknown[], names: ReadonlySet<string>): unknown => {
  const left = list.map(entry => scrubbed(entry, names)).filter(entry => entry !== gone);
  return left.length === 0 && list.length > 0 ? gone : left;
};

const scrubbedObject = (value: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): unknown => {
  const contact = value.contact as { _id?: unknown } | undefined;
  if (isAbout(value, names) || names.has(String(contact?._id))) return gone;
  const entries = Object.entries(value).map(([key, each]) => [key, scrubbed(each, names)] as const);
  // A task is nothing without its messages.
  if (entries.some(([key, each]) => key === 'messages' && each === gone)) return gone;
  return Object.fromEntries(entries.filter(([key, each]) => each !== gone && !names.has(key)));
};

const scrubbed = (value: unknown, names: ReadonlySet<string>): unknown => {
  if (typeof value === 'number') return names.has(String(value)) ? gone : value;
  if (typeof value === 'string') return names.has(value) ? gone : withoutNames(value, [...names]);
  if (Array.isArray(value)) return scrubbedList(value, names);
  if (typeof value === 'object' && value !== null)
    return scrubbedObject(value as Readonly<Record<string, unknown>>, names);
  return value;
};

/**
 * A document of somebody else without a person: entries of lists that are about her go whole, so does what names her, and
 * numbers and addresses within texts. The same where she is not in it.
 */
export const withoutPerson = (doc: Doc, { names: ids, called }: Pick<Erased, 'names' | 'called'>): Doc => {
  const names = called ? new Set([...ids, called]) : ids;
  const entries = Object.entries(doc).map(([key, value]): [string, unknown] =>
    key.startsWith('_') ? [key, value] : [key, scrubbed(value, names)],
  );
  const next = Object.fromEntries(entries.filter(([, value]) => value !== gone));
  return JSON.stringify(next) === JSON.stringify(doc) ? doc : { ...next, _id: doc._id };
};
