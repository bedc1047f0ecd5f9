import type { Contact } from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { CareTask } from '@rounds/ddocs/tasks/care-task.ts';
import type { Fact } from '@rounds/sentinel/programme-code/run-rules.ts';
import type { Row } from './kept.ts';

/** A fact and whom it is about. */
export interface Gathered {
  row: Row;
  /** Null where the contact is not here. */
  contact: Contact | null;
  fact: Fact;
}

const byDate = (a: Doc, b: Doc): number => (Number(a.reported_date) || 0) - (Number(b.reported_date) || 0);

/** What the rules see of some contacts, read in two goes. @param tasksOf their task documents */
export const gather = async (
  store: Pick<Store, 'getMany'>,
  rows: readonly Row[],
  tasksOf: (id: string) => readonly CareTask[],
  isContact: (id: string) => boolean,
): Promise<Gathered[]> => {
  const named = rows.filter(({ id }) => id !== '' && isContact(id));
  const [contacts, reports] = await Promise.all([
    store.getMany<Contact>(named.map(({ id }) => id)),
    store.getMany(rows.flatMap(row => row.reports)),
  ]);
  const byId = new Map([...contacts, ...reports].flatMap(doc => (doc ? [[doc._id, doc] as const] : [])));
  return rows.map(row => {
    const contact = (isContact(row.id) ? (byId.get(row.id) as Contact | undefined) : undefined) ?? null;
    const about = contact ?? (row.id === '' ? undefined : { _id: row.id });
    const seen = row.reports.flatMap(id => byId.get(id) ?? []).sort(byDate);
    return {
      row,
      contact,
      fact: { ...(about ? { contact: about } : {}), reports: seen, tasks: tasksOf(row.id) },
    };
  });
};
