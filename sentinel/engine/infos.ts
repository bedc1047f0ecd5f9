import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId, type TransitionRun } from '@rounds/ddocs/documents/infodocs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from './draft.ts';

/** A draft of infodocs, asked by the ids of their documents. */
export interface Infos {
  get(docId: string): InfoDoc | null | undefined;
  read(docIds: Iterable<string>): Promise<void>;
  note(docId: string, apply: (info: InfoDoc) => InfoDoc): void;
  commit(): Promise<void>;
}

/** The infodoc of a document that has none yet. */
export const newInfo = (docId: string, date: Iso | 'unknown' = 'unknown'): InfoDoc => ({
  _id: infoId(docId),
  type: 'info',
  doc_id: docId,
  initial_replication_date: date,
  latest_replication_date: date,
});

/** An infodoc that says that a transition ran. */
export const withRun = (info: InfoDoc, name: string, ran: TransitionRun): InfoDoc => ({
  ...info,
  transitions: { ...info.transitions, [name]: ran },
});

export const openInfos = (side: Store, fence: () => void): Infos => {
  const draft = openDraft<InfoDoc>(side, { missing: id => newInfo(id.slice(0, -infoId('').length)), fence });
  return {
    get: id => draft.get(infoId(id)),
    read: ids => draft.read([...ids].map(infoId)),
    note: (id, apply) => draft.change(infoId(id), apply),
    commit: async () => {
      await draft.commit();
    },
  };
};
