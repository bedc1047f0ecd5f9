import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store, WriteResult } from '@rounds/ddocs/store/store.ts';

/** What an adapter hands to the contract of the Store port. */
export interface Ground {
  /** A store over a database that holds nothing but the views of `ddocs/views`. */
  store: Store;
  /** The same port over a database that cannot be reached. */
  unreachable: Store;
  close(): Promise<void>;
}

/** A household of three with two reports, in a district of its own, so that tests do not see each other's documents. */
export const village = (at: string): Doc[] => [
  { _id: `${at}-district`, type: 'district_hospital', name: 'Kivu', place_id: `${at}1` },
  {
    _id: `${at}-clinic`,
    type: 'clinic',
    name: 'Maombo',
    parent: { _id: `${at}-district` },
    contact: { _id: `${at}-ana` },
  },
  ...['ana', 'ben'].map((name, index) => ({
    _id: `${at}-${name}`,
    type: 'person',
    name,
    patient_id: `${at}1000${index}`,
    phone: `+2557000${at}${index}`,
    parent: { _id: `${at}-clinic`, parent: { _id: `${at}-district` } },
  })),
  { _id: `${at}-visit`, type: 'data_record', form: 'visit', reported_date: 2000, fields: { patient_id: `${at}10000` } },
  {
    _id: `${at}-birth`,
    type: 'data_record',
    form: 'birth',
    reported_date: 1000,
    fields: { patient_uuid: `${at}-ana` },
  },
];

/** @throws Error when the document was not written */
export const revOf = (result: WriteResult | undefined): string => {
  if (!result?.ok) throw new Error(`not written: ${JSON.stringify(result)}`);
  return result.rev;
};

/** Writes documents that must all be taken. @returns their revisions, in order */
export const putInto = async (store: Store, ...docs: Doc[]): Promise<string[]> => (await store.write(docs)).map(revOf);

/** Ids of rows or changes, in their order. */
export const ids = (rows: readonly { id: string }[]): string[] => rows.map(({ id }) => id);
