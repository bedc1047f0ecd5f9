import type { Iso } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** An infodoc with the dates of a write. All other fields belong to the sentinel and stay as they are. */
const dated = (stored: InfoDoc | null, id: string, now: Iso): InfoDoc => {
  if (!stored)
    return { _id: infoId(id), type: 'info', doc_id: id, initial_replication_date: now, latest_replication_date: now };
  const { initial_replication_date: initial } = stored;
  return { ...stored, initial_replication_date: initial === undefined ? now : initial, latest_replication_date: now };
};

/**
 * Notes when documents came through the api. A conflict means that the sentinel wrote meanwhile: the newest revision is
 * read and the dates are set on it, until it holds.
 */
export const noteDates = async (sentinel: Store, ids: readonly string[], now: Iso): Promise<void> => {
  for (let left = [...new Set(ids)]; left.length > 0; ) {
    const stored = await sentinel.getMany<InfoDoc>(left.map(infoId));
    const results = await sentinel.write(left.map((id, index) => dated(stored[index]!, id, now)));
    left = left.filter((_, index) => {
      const result = results[index]!;
      return !result.ok && result.error === 'conflict';
    });
  }
};
