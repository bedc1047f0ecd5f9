import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { isReport } from '@rounds/ddocs/documents/reports.ts';
import type { Lookup } from '../engine/lookup.ts';

/** Documents about somebody that are looked at; of more some are taken to be reports that she made. */
const most = 100;

/** Ids of reports that a person has made, as far as it matters whether there are any. */
export const reportsMadeBy: Lookup<string, string> = {
  keyOf: id => id,
  ask: async (ids, { main }) => {
    const asked = ids.map(async id => {
      const rows = await main.query<null, Doc>('medic/docs_by_replication_key', {
        ...{ key: id, limit: most, docs: true, prompt: true },
      });
      const own = rows.filter(({ doc }) => {
        const { contact } = (doc ?? {}) as { contact?: { _id?: string } };
        return isReport(doc) && contact?._id === id;
      });
      const found = rows.length === most && own.length === 0 ? rows.slice(0, 1) : own.slice(0, 1);
      return found.map(row => [id, row.id] as const);
    });
    return (await Promise.all(asked)).flat();
  },
  noted: doc => {
    const { contact } = doc as { contact?: { _id?: string } };
    return isReport(doc) && contact?._id ? [[contact._id, doc._id]] : [];
  },
};
