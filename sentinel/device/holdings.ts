import {
  ancestorIds,
  type Contact,
  type ContactType,
  isContact,
  isMuted,
  subjectIds,
} from '@rounds/ddocs/documents/contacts.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport, type Report, subjectOf } from '@rounds/ddocs/documents/reports.ts';
import { descendantIds } from '@rounds/ddocs/store/descendants.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type MutingState, nobodyMuted } from '../muting/mute-unmute.ts';
import { type Tree, treeOf } from '../muting/tree.ts';

/** What a device holds, with the documents about to be saved in place of those in the database. */
export interface Local {
  /** A contact for an id in a report: by short code, else by `_id`. */
  resolve(reference: string): Promise<Contact | null>;
  get(id: string): Promise<Contact | null>;
  /** Places above a contact that the device holds, nearest first. */
  lineage(contact: Contact): Promise<Contact[]>;
  /** A place and everyone under it that the device holds. */
  below(id: string): Promise<Contact[]>;
  /** Reports about these contacts that have scheduled messages. */
  registrations(contacts: readonly Contact[]): Promise<Report[]>;
  /** Takes a changed document in place of the one in the database. */
  keep(doc: Doc): void;
  /** Everything that was kept. */
  kept(): Doc[];
}

/** More contacts than any device holds. */
const all = 1_000_000;

export const openLocal = (store: Store, types: readonly ContactType[], docs: readonly Doc[] = []): Local => {
  const kept = new Map(docs.map(doc => [doc._id, doc]));
  const asContact = (doc: Doc | null | undefined): Contact | null => (isContact(doc, types) ? doc : null);

  const getMany = async (ids: readonly string[]): Promise<Contact[]> => {
    const stored = await store.getMany(ids.filter(id => !kept.has(id)));
    const found = new Map(stored.filter(doc => doc !== null).map(doc => [doc._id, doc]));
    return ids.flatMap(id => asContact(kept.get(id) ?? found.get(id)) ?? []);
  };
  const keptContacts = (): Contact[] => [...kept.values()].flatMap(doc => asContact(doc) ?? []);

  return {
    get: async id => (await getMany([id]))[0] ?? null,
    resolve: async reference => {
      const fresh = keptContacts().find(contact => subjectIds(contact).includes(reference));
      if (fresh) return fresh;
      const rows = await store.query('medic-client/contacts_by_reference', {
        key: ['shortcode', reference],
        limit: 20,
      });
      if (rows.length === 0) return (await getMany([reference]))[0] ?? null;
      const age = ({ reported_date }: Contact) => Number(reported_date ?? 0) || 0;
      const found = await getMany(rows.map(({ id }) => id));
      return found.toSorted((a, b) => age(a) - age(b) || (a._id < b._id ? -1 : 1))[0] ?? null;
    },
    lineage: contact => getMany(ancestorIds(contact)),
    below: async id => {
      const stored = await descendantIds(store, id, { limit: all });
      const fresh = keptContacts().filter(contact => contact._id === id || ancestorIds(contact).includes(id));
      return getMany([...new Set([...stored, ...fresh.map(({ _id }) => _id)])]);
    },
    registrations: async contacts => {
      const keys = contacts.flatMap(subjectIds);
      const rows = keys.length === 0 ? [] : await store.query('medic-client/reports_by_subject', { keys, limit: all });
      const ids = [...new Set(rows.map(({ id }) => id))];
      const docs = await store.getMany(ids.filter(id => !kept.has(id)));
      const stored = [...ids.flatMap(id => kept.get(id) ?? []), ...docs.filter(doc => doc !== null)];
      const fresh = [...kept.values()].filter(
        doc => isReport(doc) && Object.values(subjectOf(doc)).some(id => keys.includes(id)),
      );
      const reports = new Map([...stored, ...fresh].map(doc => [doc._id, doc]));
      return [...reports.values()].filter(isReport).filter(({ scheduled_tasks }) => (scheduled_tasks?.length ?? 0) > 0);
    },
    keep: doc => {
      kept.set(doc._id, doc);
    },
    kept: () => [...kept.values()],
  };
};

/** Contacts as a tree, and who of them is muted, as this device sees it: the contacts themselves are all it has. */
export const localState = (contacts: readonly Contact[]): { tree: Tree; state: MutingState } => {
  const tree = treeOf(contacts);
  const state = nobodyMuted();
  for (const contact of contacts)
    if (isMuted(contact)) state.muted.set(contact._id, contact.muted_by ?? { root: contact._id });
  for (const [id, by] of state.muted) {
    const above = state.muted.get(tree.parent.get(id) ?? '');
    const sameReport = above && (above.report_id === by.report_id || by.report_id === undefined);
    if (!sameReport) state.own.set(id, [by]);
  }
  return { tree, state };
};
