import { inTheirOrder } from '@rounds/ddocs/store/code-holders.ts';
import type { Desk } from '../engine/desk.ts';
import { type Lookup, rowsByKey } from '../engine/lookup.ts';
import { aContact } from './kind.ts';

/** What contacts are called by: a short code, or the `rc_code` of other systems, in upper case. */
export interface Reference {
  by: 'shortcode' | 'external';
  code: string;
}

const keyOf = ({ by, code }: Reference): string => `${by}\n${code}`;
const shortcode = (code: unknown): string => keyOf({ by: 'shortcode', code: String(code) });

/** Ids of the contacts that have a code. */
export const contactsByReference: Lookup<Reference, string> = {
  keyOf,
  ask: async (references, stores) => {
    const keys = references.map(({ by, code }) => [by, code]);
    const rows = await rowsByKey(stores.main, 'medic-client/contacts_by_reference', keys);
    const external: [string, string][] = [];
    const holders = new Map<string, string[]>();
    for (const { id, key } of rows) {
      const [by, code] = key as [Reference['by'], string];
      if (by === 'external') external.push([keyOf({ by, code }), id]);
      else holders.set(code, [...(holders.get(code) ?? []), id]);
    }
    const sorted = await inTheirOrder(stores, holders);
    return [...external, ...[...sorted].flatMap(([code, ids]) => ids.map(id => [shortcode(code), id] as const))];
  },
  noted: (doc, settings) => {
    if (!aContact.recognises(doc, settings)) return [];
    const { _id, patient_id, place_id, rc_code } = doc;
    return [
      ...[patient_id, place_id].flatMap(code => (code ? [[shortcode(code), _id] as const] : [])),
      ...(rc_code ? [[keyOf({ by: 'external', code: String(rc_code).toUpperCase() }), _id] as const] : []),
    ];
  },
};

/**
 * Ids of the contacts with a short code, whoever had it first at the head; undefined where that was not asked. A
 * contact that has come to a code in this batch has it alone: it was reserved, or found to be free.
 */
export const withShortCode = (code: string, { lookups }: Pick<Desk, 'lookups'>): string[] | undefined => {
  const reference: Reference = { by: 'shortcode', code };
  const newcomers = lookups.noted(contactsByReference, reference);
  const found = lookups.find(contactsByReference, reference);
  return (found ?? (newcomers.length > 0 ? newcomers : undefined)) as string[] | undefined;
};
