import { type ContactType, isContact, subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isTriedAsCode } from '@rounds/ddocs/documents/short-codes.ts';
import { inTheirOrder } from '@rounds/ddocs/store/code-holders.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { legible } from '@rounds/ddocs/validate/shapes.ts';
import { mentionsOf } from './audience.ts';

/** How many contacts are kept in memory; about 300 bytes each. */
const keptContacts = 50_000;

/** Contacts as far as it decides who may see what: a lineage is a list of ids, the contact itself first. */
export interface Contacts {
  lineages: Map<string, string[]>;
  /** Id of the contact by another id that reports name it by: a short code. */
  codes: Map<string, string>;
}

const none = (): Contacts => ({ lineages: new Map(), codes: new Map() });

const put = (into: Contacts, { lineages, codes }: Contacts): void => {
  for (const [id, lineage] of lineages) into.lineages.set(id, lineage);
  for (const [code, id] of codes) into.codes.set(code, id);
};

/** Adds a document, where it is a contact. */
const add = (into: Contacts, stored: Doc | null | undefined, types: readonly ContactType[]): void => {
  const doc = stored && legible(stored).doc;
  if (!isContact(doc, types)) return;
  const mentions = mentionsOf(doc, types);
  if (mentions.kind !== 'contact') return;
  into.lineages.set(doc._id, mentions.lineage);
};

/** A short code that a new contact of a batch brings along, unless another has it. */
const addCodes = (into: Contacts, doc: Doc, types: readonly ContactType[]): void => {
  if (!isContact(doc, types)) return;
  for (const code of subjectIds(doc)) if (code !== doc._id && !into.codes.has(code)) into.codes.set(code, doc._id);
};

/** A few contacts out of many are remembered, so that most questions cost the database nothing. */
interface Memory {
  known: Contacts;
  codesOf: Map<string, string[]>;
  /** Counts what was forgotten: anything read before may be out of date. */
  generation: number;
}

const forget = ({ known, codesOf }: Memory, id: string): void => {
  known.lineages.delete(id);
  for (const code of codesOf.get(id) ?? []) if (known.codes.get(code) === id) known.codes.delete(code);
  codesOf.delete(id);
};

/** Remembers contacts, unless something was forgotten since they were read. */
const remember = (memory: Memory, fresh: Contacts, since: number): void => {
  if (since !== memory.generation) return;
  const { known, codesOf } = memory;
  put(known, fresh);
  for (const [code, id] of fresh.codes) codesOf.set(id, [...new Set([...(codesOf.get(id) ?? []), code])]);
  for (const id of known.lineages.keys()) {
    if (known.lineages.size <= keptContacts) break;
    forget(memory, id);
  }
};

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/**
 * The contacts of these ids and short codes, from the database: two requests. Whose a code is, is asked of the view
 * alone: a contact that says that it has one may have it from somebody else.
 */
const readContacts = async ({ main, side }: Stores, ids: readonly string[], types: readonly ContactType[]) => {
  const fresh = none();
  const keys = ids.filter(id => !isUuid(id)).map(id => ['shortcode', id]);
  const [docs, rows] = await Promise.all([
    main.getMany(ids),
    keys.length > 0
      ? main.query('medic-client/contacts_by_reference', { keys, limit: keys.length * 20, docs: true })
      : [],
  ]);
  for (const doc of [...docs, ...rows.map(row => row.doc)]) add(fresh, doc, types);
  const holders = new Map<string, string[]>();
  for (const { key, id } of rows.filter(row => fresh.lineages.has(row.id))) {
    const code = (key as string[])[1]!;
    holders.set(code, [...(holders.get(code) ?? []), id]);
  }
  for (const [code, [first]] of await inTheirOrder({ main, side }, holders)) {
    // As the rules read a reference: digits are a code, anything else an id where there is a contact with it.
    if (isTriedAsCode(code) || !fresh.lineages.has(code)) fresh.codes.set(code, first!);
  }
  return fresh;
};

/** What is remembered of the wanted contacts, and which are not. */
const recall = ({ known }: Memory, wanted: Iterable<string>, sure: boolean) => {
  const found = none();
  const missing: string[] = [];
  for (const id of wanted) {
    const coded = sure ? undefined : known.codes.get(id);
    const contact = coded ?? id;
    const isSettled = coded !== undefined || !isTriedAsCode(id);
    const lineage = isSettled ? known.lineages.get(contact) : undefined;
    if (!lineage) missing.push(id);
    else found.lineages.set(contact, lineage);
    if (lineage && coded) found.codes.set(id, coded);
  }
  return { found, missing };
};

/** Contacts by id and short code, the ones asked for lately from memory. */
export interface KnownContacts {
  /**
   * @param wanted ids and short codes
   * @param overlay documents of the same batch, which count as stored
   * @param sure asks the database which contact has a short code, as the rules do: two may claim the same
   */
  lookUp(wanted: ReadonlySet<string>, overlay: readonly Doc[], sure: boolean): Promise<Contacts>;
  /** A moment, for {@link KnownContacts.learn}. */
  moment(): number;
  /**
   * Takes note of contacts as they were stored after a moment, so that nobody need ask for them; not when anything
   * changed since.
   */
  learn(stored: readonly (Doc | null)[], since: number): void;
  /** Forgets what is known of changed documents. */
  forget(ids: Iterable<string>): void;
  /** Forgets everything: the feed was interrupted, or the contact types changed. */
  forgetAll(): void;
}

/** The databases of contacts, and of whose short codes are. */
export interface Stores {
  main: Store;
  /** The sentinel's. */
  side: Store;
}

/** @param types the contact types in force */
export const openKnownContacts = (stores: Stores, types: () => readonly ContactType[]): KnownContacts => {
  const memory: Memory = { known: none(), codesOf: new Map(), generation: 0 };
  return {
    async lookUp(wanted, overlay, sure) {
      const { found, missing } = recall(memory, wanted, sure);
      if (missing.length > 0) {
        const since = memory.generation;
        const fresh = await readContacts(stores, missing, types());
        remember(memory, fresh, since);
        put(found, fresh);
      }
      for (const doc of overlay) {
        add(found, doc, types());
        addCodes(found, doc, types());
      }
      return found;
    },
    moment: () => memory.generation,
    learn(stored, since) {
      const fresh = none();
      for (const doc of stored) add(fresh, doc, types());
      remember(memory, fresh, since);
    },
    forget(ids) {
      memory.generation += 1;
      for (const id of ids) forget(memory, id);
    },
    forgetAll() {
      memory.generation += 1;
      memory.known = none();
      memory.codesOf.clear();
    },
  };
};
