import type { Doc } from '../documents/doc.ts';
import type { Store, WriteResult } from '../store/store.ts';
import type { ErasedIds } from './erased.ts';
import { erasedReason } from './erasure.ts';

const refusal = ({ _id: id }: Doc): WriteResult => ({ id, ok: false, error: 'forbidden', reason: erasedReason });

/** A store that takes nothing back that was erased, whichever door it comes by: it is answered as forbidden. */
export const guardedStore = (store: Store, erased: ErasedIds): Store => ({
  ...store,
  write: async (docs, options) => {
    const refused = await erased.refused(docs);
    if (!refused.includes(true)) return store.write(docs, options);
    const taken = docs.filter((_, at) => !refused[at]);
    const written = taken.length > 0 ? [...(await store.write(taken, options))] : [];
    return docs.map((doc, at) => (refused[at] ? refusal(doc) : written.shift()!));
  },
  writeAlone: async doc => {
    const [refused] = await erased.refused([doc]);
    return refused ? refusal(doc) : store.writeAlone(doc);
  },
});
