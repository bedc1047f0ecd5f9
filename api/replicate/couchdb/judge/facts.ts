import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type ShortCodeDoc, shortCodeId } from '@rounds/ddocs/documents/short-codes.ts';
import type { Audience } from '../../../visibility/audience.ts';
import type { ReplicateParts } from '../../parts.ts';

/** What the documents of a batch name: all of a batch is looked up at once. */
export interface Naming {
  /** Ids of documents. */
  docs: string[];
  /** Contacts by id or short code, of whom it matters where they stand. */
  contacts: string[];
  /** Short codes that somebody is to have from now on. */
  codes: string[];
  /** Numbers that messages go to without a contact. */
  phones: string[];
}

/** What is known of all that a batch names. */
export interface Facts {
  /** A document as it is stored, or as this batch makes it; with who may see it. Undefined where there is none. */
  named(id: string): { doc: Doc; audience: Audience; isStored: boolean } | undefined;
  /** Where a contact stands, the contact itself first; undefined where there is none. */
  lineage(reference: string): readonly string[] | undefined;
  /** Whether a short code is another's: a contact has it, or the server has given it. */
  isOfAnother(code: string, id: string): boolean;
  /** Where the contacts stand that have one of these numbers. */
  holdersOf(phones: readonly string[]): (readonly string[])[];
  /** Whether the server has given a short code to this contact. */
  isGiven(code: string, id: string): boolean;
}

/** Who has these short codes by now, and to whom the server gave them. */
const codesOf = async ({ main, sentinel }: Pick<ReplicateParts, 'main' | 'sentinel'>, codes: readonly string[]) => {
  const holders = new Map<string, Set<string>>();
  const given = new Map<string, string>();
  if (codes.length === 0) return { holders, given };
  const [rows, docs] = await Promise.all([
    main.query('medic-client/contacts_by_reference', {
      keys: codes.map(code => ['shortcode', code]),
      limit: 1_000_000,
    }),
    sentinel.getMany<ShortCodeDoc>(codes.map(shortCodeId)),
  ]);
  for (const { key, id } of rows) {
    const code = (key as string[])[1]!;
    holders.set(code, (holders.get(code) ?? new Set()).add(id));
  }
  docs.forEach((doc, at) => {
    if (doc) given.set(codes[at]!, doc.cause);
  });
  return { holders, given };
};

/** Ids of the contacts that have these numbers. */
const byPhone = async ({ main }: Pick<ReplicateParts, 'main'>, phones: readonly string[]) => {
  const found = new Map<string, string[]>();
  if (phones.length === 0) return found;
  for (const { key, id } of await main.query('medic-client/contacts_by_phone', { keys: phones, limit: 10_000 }))
    found.set(String(key), [...(found.get(String(key)) ?? []), id]);
  return found;
};

const distinct = (values: readonly string[]): string[] => [...new Set(values)];

/** @param overlay documents of the same batch, which count as stored where they are not yet */
export const factsOf = async (
  { main, sentinel, audiences }: Pick<ReplicateParts, 'main' | 'sentinel' | 'audiences'>,
  { docs, contacts, codes, phones }: Naming,
  overlay: readonly Doc[],
): Promise<Facts> => {
  const ids = distinct(docs);
  const [stored, numbers, { holders, given }] = await Promise.all([
    ids.length > 0 ? main.getMany(ids) : [],
    byPhone({ main }, distinct(phones)),
    codesOf({ main, sentinel }, distinct(codes)),
  ]);
  const asked = distinct([...contacts, ...[...numbers.values()].flat()]);
  const lineages = await audiences.lineages(asked, { overlay, placed: true });
  const made = new Map(overlay.map(doc => [doc._id, doc]));
  const there = new Set(stored.flatMap(doc => doc?._id ?? []));
  const known = ids.flatMap((id, at) => stored[at] ?? made.get(id) ?? []);
  const found = known.length > 0 ? await audiences.of(known, { overlay, placed: true }) : [];
  const named = new Map(known.map((doc, at) => [doc._id, { doc, audience: found[at]!, isStored: there.has(doc._id) }]));
  return {
    named: id => named.get(id),
    lineage: reference => lineages.get(reference),
    isOfAnother: (code, id) =>
      [...(holders.get(code) ?? [])].some(holder => holder !== id) || (given.get(code) ?? id) !== id,
    holdersOf: some => some.flatMap(phone => numbers.get(phone) ?? []).flatMap(id => [lineages.get(id) ?? []]),
    isGiven: (code, id) => given.get(code) === id,
  };
};
