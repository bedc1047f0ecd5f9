import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type Holder, type ShortCodeDoc, shortCodeId, whoWasFirst } from '@rounds/ddocs/documents/short-codes.ts';
import { contested } from '@rounds/ddocs/store/code-holders.ts';
import { aContact } from '../contacts/kind.ts';
import { queue } from '../engine/effects.ts';
import type { Fact } from '../engine/fact.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { rule } from '../engine/rule.ts';
import { reservedFor } from './code-for.ts';

const codesOf = ({ patient_id, place_id }: Contact): string[] => [
  ...new Set([patient_id, place_id].filter(code => !!code).map(String)),
];

/** The contacts that share a short code; none where one has it alone. */
const sharing: Lookup<string, Holder> = {
  keyOf: code => code,
  ask: async (codes, stores) => {
    const holders = new Map<string, string[]>();
    const keys = codes.map(code => ['shortcode', code]);
    for (const { id, key } of await rowsByKey(stores.main, 'medic-client/contacts_by_reference', keys)) {
      const code = (key as string[])[1]!;
      holders.set(code, [...(holders.get(code) ?? []), id]);
    }
    const known = await contested(stores, holders);
    return [...known].flatMap(([code, some]) => some.map(holder => [code, holder] as const));
  },
};

const sharers: Fact<Contact, ReadonlyMap<string, readonly Holder[]>> = {
  // A code that it gets in this batch is nobody else's: that was found out before it was given.
  look: (contact, want) => {
    const given = reservedFor(contact._id, want.desk);
    for (const code of codesOf(contact)) if (code !== given) want.rows(sharing, code);
  },
  read: (contact, { lookups }) =>
    new Map(codesOf(contact).map(code => [code, lookups.find(sharing, code) ?? []] as const)),
};

/**
 * Notes who had a short code first, as soon as a second contact comes with it. Of those of whom nothing else tells, it
 * is not the one that comes now.
 * See README.md, "Short codes".
 */
export const noteHolder = rule({
  name: 'note_holder_of_short_code',
  on: aContact,
  sentinelOnly: true,
  reads: { sharers },
  concerns: contact => codesOf(contact).length > 0,
  run: ({ _id }, { sharers }) => {
    const unsettled = [...sharers].filter(([, some]) => some.length > 1 && !some.some(({ isGiven }) => isGiven));
    if (unsettled.length === 0) return null;
    const came = (a: Holder, b: Holder) => Number(a.id === _id) - Number(b.id === _id) || (a.id < b.id ? -1 : 1);
    return unsettled.map(([code, some]) => {
      const [first] = some.toSorted((a, b) => whoWasFirst(a, b) || came(a, b));
      const note: ShortCodeDoc = { _id: shortCodeId(code), type: 'short-code', cause: first!.id };
      return queue(note._id, (before: Doc | null) => before ?? note);
    });
  },
});
