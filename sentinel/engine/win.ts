import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** After so many conflicts in a row on one document something else is wrong. */
const patience = 100;

/** What the one who claims knows and wants to hear. */
export interface Contest<T extends Doc> {
  /** The document as it was read; undefined where it was not. */
  known?: T | null | undefined;
  /** Called before each write; throws when this process may not write any more. */
  fence?: () => void;
  /** Told of each write: `last` where it won, `on` the revision it stands on, `atOnce` where nobody wrote in between. */
  wrote?: (rev: string, on: string | undefined, last: boolean, atOnce: boolean) => void;
}

/**
 * Claims what a document gives away.
 *
 * It is written alone: of a bulk nobody could tell which of its documents a quorum has. Only a plain success is
 * believed. A conflict, and a write that fewer nodes took than a quorum, say nothing: all copies are read, and the
 * document tells who has won.
 * @param apply as that of a `claim`: a changed document, the very same one where it is won already, null where too late
 * @returns whether it was won, and the document as it stands
 * @throws AppError `store/refused`, `doc/conflict`
 */
export const win = async <T extends Doc>(
  store: Store,
  id: string,
  apply: (doc: T | null) => T | null,
  { known, fence = () => undefined, wrote = () => undefined }: Contest<T> = {},
): Promise<{ won: boolean; doc: T | null }> => {
  let doc = known === undefined ? await store.get<T>(id) : known;
  for (let round = 0; round < patience; round++) {
    const wanted = apply(doc);
    if (wanted === null || wanted === doc) return { won: wanted !== null, doc };
    fence();
    const result = await store.writeAlone(wanted);
    if (!result.ok && result.error !== 'conflict')
      throw new AppError('store/refused', `${store.name} refused ${id}: ${result.error}: ${result.reason}`);
    if (result.ok) {
      wrote(result.rev, wanted._rev, !result.accepted, round === 0);
      if (!result.accepted) return { won: true, doc: { ...wanted, _rev: result.rev } };
    }
    doc = await store.get<T>(id, { quorum: 'all' });
  }
  throw new AppError('doc/conflict', `${id} of ${store.name} conflicts again and again`);
};
