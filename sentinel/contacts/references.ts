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
  ask: async (references, { main }) => {
    const keys = references.map(({ by, code }) => [by, code]);
    const rows = await rowsByKey(main, 'medic-client/contacts_by_reference', keys);
    return rows.map(({ id, key }) => [(key as string[]).join('\n'), id]);
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
 * Ids of the contacts with a short code, the first by id first; undefined where that was not asked. A contact that has
 * come to a code in this batch has it alone: it was reserved, or found to be free.
 */
export const withShortCode = (code: string, { lookups }: Pick<Desk, 'lookups'>): string[] | undefined => {
  const reference: Reference = { by: 'shortcode', code };
  const newcomers = lookups.noted(contactsByReference, reference);
  return (lookups.find(contactsByReference, reference) ?? (newcomers.length > 0 ? newcomers : undefined))?.toSorted();
};
