import { type InfoDoc, infoId } from '@rounds/ddocs/infodocs.ts';
import type { Store } from '@rounds/ddocs/store.ts';

/** `_local` document with the sequence up to which deleted documents were cleaned up after (`data-model.md` §1.6). */
const backgroundId = 'background-seq';

/** Deletes the infodocs of documents that were deleted. @returns how many */
export const cleanInfodocs = async (main: Store, side: Store, fence: () => void): Promise<number> => {
  let since = (await side.getLocal<{ value?: string }>(backgroundId))?.value ?? '0';
  let cleaned = 0;
  for (;;) {
    const { changes, lastSeq } = await main.changes({ since, limit: 1000 });
    if (changes.length === 0) return cleaned;
    const gone = changes.filter(({ deleted }) => deleted).map(({ id }) => infoId(id));
    const infos = (await side.getMany<InfoDoc>(gone)).filter(info => info !== null);
    fence();
    if (infos.length > 0) await side.write(infos.map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })));
    cleaned += infos.length;
    since = lastSeq;
    await side.putLocal(backgroundId, { value: since });
  }
};
