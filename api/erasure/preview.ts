import { wordsIn } from '@rounds/ddocs/conversations/words.ts';
import { type Contact, isContact, isPerson } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { ErasurePhone } from '@rounds/ddocs/erasure/erasure.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { namesOf } from '@rounds/sentinel/erasure/person.ts';
import { gather } from './gather.ts';
import type { ErasureParts } from './parts.ts';
import { phonesOf } from './phones.ts';

/** What an erasure would do. */
export interface ErasurePreview {
  contact: string;
  /** How many documents would go, by kind: `contact`, `report`, `message`, `file`, `run`, … */
  erased: Record<string, number>;
  /** How many documents of others would lose her. */
  scrubbed: number;
  /** Messages of others that call her by name: no rule finds them out; somebody is to look. */
  mentions: number;
  /** Addresses of chats that the vault forgets. */
  chats: number;
  phones: ErasurePhone[];
  /** Why she cannot be erased as things are; empty where she can. */
  obstacles: ('below' | 'user' | 'place')[];
}

/** All by which documents name a contact. @throws `doc/missing` */
export const namesIn = async (main: Store, id: string): Promise<string[]> => {
  const contact = await main.get<Contact>(id);
  if (!contact) return [id];
  return [...new Set([id, ...namesOf(contact)])];
};

const kindOf = (doc: Doc): string => {
  if (doc.type === 'data_record') return doc.form ? 'report' : 'message';
  const [prefix] = doc._id.split(':');
  return ['run', 'review', 'consent', 'member', 'file', 'work', 'flag', 'schedule', 'to'].includes(prefix ?? '')
    ? prefix!
    : doc.type === 'task' || doc.type === 'target'
      ? doc.type
      : 'contact';
};

const counted = (kinds: readonly string[]): Record<string, number> =>
  Object.fromEntries([...new Set(kinds)].sort().map(kind => [kind, kinds.filter(each => each === kind).length]));

/** Messages that hold all words of a name and do not go. */
const callingByName = async (main: Store, name: string, gone: ReadonlySet<string>): Promise<number> => {
  const words = wordsIn(name).filter(word => word.length > 2);
  const [rarest] = words.toSorted((a, b) => b.length - a.length);
  if (rarest === undefined) return 0;
  const rows = await main.query('medic-talk/messages_by_word', {
    ...{ startKey: [rarest], endKey: [rarest, {}], limit: 10_000 },
  });
  const docs = await main.getMany([...new Set(rows.map(({ id }) => id))].filter(id => !gone.has(id)));
  return docs.filter(doc => doc && words.every(word => wordsIn(JSON.stringify(doc)).includes(word))).length;
};

/** Why somebody cannot be erased: contacts below her, a user whose contact she is, or no person at all. */
export const obstaclesTo = async (
  { main, settings }: Pick<ErasureParts, 'main' | 'settings'>,
  contact: Contact,
): Promise<ErasurePreview['obstacles']> => {
  const { contact_types: types } = settings.current();
  const below = await main.query('medic-client/contacts_by_place', { key: contact._id, limit: 1 });
  const rows = await main.query('medic-erasure/docs_by_mention', { key: contact._id, limit: 100_000 });
  const users = (await main.getMany(rows.map(({ id }) => id).filter(id => id.startsWith('org.couchdb.user:')))).filter(
    doc => doc?.contact_id === contact._id,
  );
  return [
    ...(isPerson(contact, types) ? [] : ['place' as const]),
    ...(below.length > 0 ? ['below' as const] : []),
    ...(users.length > 0 ? ['user' as const] : []),
  ];
};

/** What erasing a contact would do. @throws `doc/missing` */
export const previewOf = async (parts: ErasureParts, id: string): Promise<ErasurePreview> => {
  const { main, settings } = parts;
  const contact = await main.get<Contact>(id);
  if (!isContact(contact, settings.current().contact_types))
    throw new AppError('doc/missing', `There is no contact "${id}"`);
  const names = await namesIn(main, id);
  const { erased, docs, scrubbed } = await gather(main, { id, names: new Set(names) });
  return {
    contact: id,
    erased: counted(docs.map(kindOf)),
    scrubbed: scrubbed.length,
    mentions: await callingByName(main, contact.name ?? '', new Set(erased)),
    chats: names.filter(name => name.startsWith('chat:')).length,
    phones: await phonesOf(parts, id),
    obstacles: await obstaclesTo(parts, contact),
  };
};
