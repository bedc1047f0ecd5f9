import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { openDraft } from './draft.ts';

/** The document wanted, for the newest that stands there; null when there is none. */
export type ApplyQueued = (queued: Doc | null) => Doc;

/** A draft of the documents that timed jobs work off. */
export interface QueueDraft {
  add(id: string, apply: ApplyQueued): void;
  commit(): Promise<void>;
}

export const openQueue = (side: Store, fence: () => void): QueueDraft => {
  // A draft hands a document even where there is none: that one says nothing but its id.
  const draft = openDraft<Doc>(side, { missing: _id => ({ _id }), fence });
  const decided: { id: string; apply: ApplyQueued }[] = [];
  return {
    add: (id, apply) => {
      decided.push({ id, apply });
    },
    commit: async () => {
      const all = decided.splice(0);
      await draft.read(all.map(({ id }) => id));
      for (const { id, apply } of all) draft.change(id, doc => apply(Object.keys(doc).length === 1 ? null : doc));
      await draft.commit();
    },
  };
};
