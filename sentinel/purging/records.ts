import { subjectIds } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
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

/** Sorts records to the contacts that they belong to; those of others are left out. */
export const sorted = (contacts: readonly Doc[], records: readonly Doc[]): Records[] => {
  const groups = contacts.map((contact): Records => ({ contact, reports: [], messages: [] }));
  const byId = new Map(groups.flatMap(group => subjectIds(group.contact as Doc).map(id => [id, group] as const)));
  for (const record of records) {
    if (!isReport(record)) continue;
    const group = byId.get(ownerOf(record) ?? '');
    (record.form ? group?.reports : group?.messages)?.push(record);
  }
  return groups;
};

/** Contacts with their records, in parts small enough to be held; `tooMany` of a contact that has more than that. */
export async function* readRecords(
  main: Store,
  contacts: readonly Doc[],
): AsyncGenerator<{ groups: Records[]; tooMany?: string }> {
  if (contacts.length === 0) return;
  const keys = contacts.flatMap(subjectIds);
  const rows = await main.query('medic/docs_by_replication_key', { keys, limit: mostRecords + 1 });
  if (rows.length <= mostRecords) {
    const found = await main.getMany([...new Set(rows.map(({ id }) => id))]);
    yield {
      groups: sorted(
        contacts,
        found.filter(doc => doc !== null),
      ),
    };
  } else if (contacts.length === 1) yield { groups: [], tooMany: contacts[0]!._id };
  else {
    const half = contacts.length >> 1;
    yield* readRecords(main, contacts.slice(0, half));
    yield* readRecords(main, contacts.slice(half));
  }
}
