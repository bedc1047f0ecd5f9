import type { Doc } from '@rounds/ddocs/doc.ts';
import type { Programme } from '../programme.ts';
import { maySee, type Scope } from '../scope.ts';

/** Documents whose attachments are read at once: photographs may have megabytes each. */
const withAttachmentsAtOnce = 10;

/** Those of the documents that a user may see. Nulls stand for missing ones and are left out. */
export const visible = async (programme: Programme, scope: Scope, docs: readonly (Doc | null)[]): Promise<Doc[]> => {
  const present = docs.filter(doc => doc !== null);
  const facts = await programme.facts.of(present);
  return present.filter((_, index) => maySee(scope, facts[index]!));
};

/** Those of the ids that are not purged for the user's device. */
export const unpurged = async ({ purged }: Programme, { purge }: Scope, ids: readonly string[]): Promise<readonly string[]> => {
  if (!purge) return ids;
  const gone = await purged.among(purge.roles, ids);
  return gone.size === 0 ? ids : ids.filter(id => !gone.has(id));
};

/** Puts the attachments themselves where stubs stand. Documents that changed meanwhile come as they are now. */
export async function* inlined(programme: Programme, docs: readonly Doc[]): AsyncGenerator<Doc> {
  let group: string[] = [];
  const flush = async () => {
    const ids = group;
    group = [];
    return (await programme.main.getMany(ids, { attachments: true })).filter(doc => doc !== null);
  };
  const bare: Doc[] = [];
  for (const doc of docs) {
    if (!doc._attachments) {
      bare.push(doc);
      continue;
    }
    yield* bare.splice(0);
    group.push(doc._id);
    if (group.length >= withAttachmentsAtOnce) yield* await flush();
  }
  yield* bare;
  if (group.length > 0) yield* await flush();
}
