import { userMetaDatabase } from '@rounds/ddocs/documents/databases.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import { type InfoDoc, infoId } from '@rounds/ddocs/documents/infodocs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { isOver, type RepeatedDoc, repeatedRange } from '../messages/repeats.ts';
import { everyFiveMinutes, type Job, type JobContext } from './job.ts';

/** `_local` document with the sequence up to which deleted documents were cleaned up after. */
const backgroundId = 'background-seq';
const page = 1000;

/**
 * Removes what was kept beside documents that were deleted: their infodocs, and each user's marks that he had read
 * them; and rows of repeated messages that have ended, which would pile up for ever.
 */
export const cleanUp: Job = {
  name: 'background_cleanup',
  about: 'removes what is left of deleted documents, and of repeated messages',
  when: everyFiveMinutes,
  run: async (context, signal) => {
    const { main, side, fence, progress } = context;
    let since = (await side.getLocal<{ value?: string }>(backgroundId))?.value ?? '0';
    let done = await removeRepeated(context, signal);
    let users: Store[] | undefined;
    while (!signal.aborted) {
      const { changes, lastSeq } = await main.changes({ since, limit: page });
      if (changes.length === 0) break;
      const gone = changes.filter(({ deleted }) => deleted).map(({ id }) => id);
      done += await remove(await side.getMany<InfoDoc>(gone.map(infoId)), side, fence);
      if (gone.length > 0) users ??= await userMetas(context);
      for (const user of gone.length > 0 ? (users ?? []) : [])
        done += await remove(await user.getMany(gone.flatMap(readMarks)), user, fence);
      fence();
      since = lastSeq;
      await side.putLocal(backgroundId, { value: since });
      progress(done);
    }
    return { done };
  },
};

const removeRepeated = async ({ side, fence, now }: JobContext, signal: AbortSignal): Promise<number> => {
  let done = 0;
  for (let from: string | undefined = repeatedRange.from; from && !signal.aborted; ) {
    const rows: RepeatedDoc[] = await side.range({
      ...repeatedRange,
      from,
      limit: page,
      after: from !== repeatedRange.from,
    });
    const over = rows.filter(row => isOver(row, now()));
    done += await remove(over, side, fence);
    from = rows.length === page ? rows.at(-1)!._id : undefined;
  }
  return done;
};

const readMarks = (id: string): string[] => [`read:report:${id}`, `read:message:${id}`];

/** The meta databases of all users. */
export const userMetas = async ({
  couch,
  databases,
  store,
}: Pick<JobContext, 'couch' | 'databases' | 'store'>): Promise<Store[]> => {
  const [before, after] = userMetaDatabase(databases.main, '\n').split('\n') as [string, string];
  const names = await couch.databaseNames();
  return names
    .filter(name => name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length)
    .map(store);
};

/** Deletes documents of a database. @returns how many went; documents that somebody has written meanwhile stay */
export const remove = async (found: readonly (Doc | null)[], store: Store, fence: () => void): Promise<number> => {
  const docs = found.filter(doc => doc !== null);
  if (docs.length === 0) return 0;
  fence();
  const results = await store.write(docs.map(({ _id, _rev }) => ({ _id, ...(_rev ? { _rev } : {}), _deleted: true })));
  return results.filter(({ ok }) => ok).length;
};
