import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { inTheirOrder } from '@rounds/ddocs/store/code-holders.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { rowsByKey } from '../engine/lookup.ts';
import type { Records } from './function.ts';

/** So many records are read at once; a contact that has more is not purged. */
export const mostRecords = 20_000;

const lost = new Set(['registration_not_found', 'invalid_patient_id']);

/** By which id a record belongs to a contact: whom it is about, else to whom a typed message went, else who sent it. */
export const ownerOf = (report: Report): string | undefined => {
  const { patient, place } = subjectOf(report);
  const about = report.errors?.some(({ code }) => lost.has(code)) ? undefined : (patient ?? place);
  const receiver = report.kujua_message === true ? report.tasks?.[0]?.messages?.[0]?.contact?._id : undefined;
  return about ?? receiver ?? report.contact?._id;
};

/** The contact that a short code means, for each that several have. */
type Meant = ReadonlyMap<string, string>;

/** Under which ids records belong to a contact: not under a code that another had first. */
const ownIds = (contact: Doc, meant: Meant): string[] =>
  subjectIds(contact).filter(id => id === contact._id || (meant.get(id) ?? contact._id) === contact._id);

/**
 * Sorts records to the contacts that they belong to; those of others are left out.
 * @param meant the contact that a short code means, for each that several have
 */
export const sorted = (contacts: readonly Doc[], records: readonly Doc[], meant: Meant = new Map()): Records[] => {
  const groups = contacts.map((contact): Records => ({ contact, reports: [], messages: [] }));
  const byId = new Map(groups.flatMap(group => ownIds(group.contact as Doc, meant).map(id => [id, group] as const)));
  for (const record of records) {
    if (!isReport(record)) continue;
    const group = byId.get(ownerOf(record) ?? '');
    (record.form ? group?.reports : group?.messages)?.push(record);
  }
  return groups;
};

/** Databases of a programme: the main one, and the sentinel's, where it stands whose a short code is. */
interface Stores {
  main: Store;
  side: Store;
}

/** Whom the short codes of these contacts mean that others have too: whoever had one first, as everywhere. */
const meantBy = async ({ main, side }: Stores, contacts: readonly Doc[]): Promise<Meant> => {
  const codes = contacts.flatMap(contact => subjectIds(contact).filter(id => id !== contact._id));
  const keys = [...new Set(codes)].map(code => ['shortcode', code]);
  const holders = new Map<string, string[]>();
  for (const { key, id } of await rowsByKey(main, 'medic-client/contacts_by_reference', keys)) {
    const code = (key as string[])[1]!;
    holders.set(code, [...(holders.get(code) ?? []), id]);
  }
  const shared = new Map([...holders].filter(([, ids]) => ids.length > 1));
  return new Map([...(await inTheirOrder({ main, side }, shared))].map(([code, ids]) => [code, ids[0]!]));
};

/** Contacts with their records, in parts small enough to be held; `tooMany` of a contact that has more than that. */
export async function* readRecords(
  stores: Stores,
  contacts: readonly Doc[],
): AsyncGenerator<{ groups: Records[]; tooMany?: string }> {
  if (contacts.length === 0) return;
  yield* recordsOf(stores, contacts, await meantBy(stores, contacts));
}

async function* recordsOf(
  stores: Stores,
  contacts: readonly Doc[],
  meant: Meant,
): AsyncGenerator<{ groups: Records[]; tooMany?: string }> {
  const { main } = stores;
  const keys = contacts.flatMap(contact => ownIds(contact, meant));
  const rows = await main.query('medic/docs_by_replication_key', { keys, limit: mostRecords + 1 });
  if (rows.length <= mostRecords) {
    const found = await main.getMany([...new Set(rows.map(({ id }) => id))]);
    yield {
      groups: sorted(
        contacts,
        found.filter(doc => doc !== null),
        meant,
      ),
    };
  } else if (contacts.length === 1) yield { groups: [], tooMany: contacts[0]!._id };
  else {
    const half = contacts.length >> 1;
    yield* recordsOf(stores, contacts.slice(0, half), meant);
    yield* recordsOf(stores, contacts.slice(half), meant);
  }
}
