import type { Store } from '@rounds/ddocs/store/store.ts';

/**
 * A database that is not written to any more once the lease is lost. Code at work asks the fence itself, too, where it
 * matters that nothing is begun; this is for all that it does not think of.
 * @param fence throws `sentinel/not-leader` when this process may not write
 */
export const fenced = (store: Store, fence: () => void): Store => ({
  ...store,
  write: async (docs, options) => {
    if (docs.length > 0) fence();
    return store.write(docs, options);
  },
  writeAlone: async doc => {
    fence();
    return store.writeAlone(doc);
  },
  putLocal: async (id, body) => {
    fence();
    return store.putLocal(id, body);
  },
});
