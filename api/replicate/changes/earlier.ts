import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Couch } from '../../couch/couch.ts';

/** Revisions before the newest that are looked at; of an older past nothing is known. */
const mostRevisions = 20;
const docsAtOnce = 200;

interface Revised extends Doc {
  _revisions?: { start: number; ids: string[] };
}
interface Got {
  results: { id: string; docs: ({ ok: Revised } | { error: object })[] }[];
}

/** What documents were before. */
export interface Earlier {
  /** Bodies of earlier revisions that the database still has, newest first. */
  bodies: Doc[];
  /** Whether every earlier revision is among them. */
  whole: boolean;
}

const okOf = ({ docs }: Got['results'][number]): Revised[] => docs.flatMap(each => ('ok' in each ? [each.ok] : []));

/**
 * Earlier revisions of documents, as far as compaction has left them: two requests for 200 documents.
 * @param most revisions of each document at most
 */
export const earlier = async (
  couch: Couch,
  database: string,
  docs: readonly { id: string; rev: string }[],
  most = mostRevisions,
): Promise<Map<string, Earlier>> => {
  const found = new Map<string, Earlier>();
  const get = (wanted: readonly { id: string; rev: string }[]) =>
    wanted.length === 0
      ? ({ results: [] } as Got)
      : couch.json<Got>(`/${encodeURIComponent(database)}/_bulk_get?revs=true`, { docs: wanted });
  for (let at = 0; at < docs.length; at += docsAtOnce) {
    const page = docs.slice(at, at + docsAtOnce);
    const newest = (await get(page)).results.flatMap(okOf);
    const before = newest.flatMap(({ _id, _revisions }) =>
      (_revisions?.ids ?? [])
        .slice(1, most + 1)
        .map((hash, index) => ({ id: _id, rev: `${_revisions!.start - 1 - index}-${hash}` })),
    );
    const bodies = (await get(before)).results.flatMap(okOf);
    for (const { _id, _revisions } of newest) {
      const mine = bodies.filter(body => body._id === _id && !body._deleted);
      found.set(_id, {
        bodies: mine,
        whole: (_revisions?.start ?? 0) - 1 === bodies.filter(body => body._id === _id).length,
      });
    }
  }
  return found;
};
