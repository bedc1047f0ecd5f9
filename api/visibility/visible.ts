import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { maySee, type Scope } from './scope.ts';
import type { Visibility } from './visibility.ts';

/** Documents whose attachments are read at once: photographs may have megabytes each. */
const withAttachmentsAtOnce = 10;

/** Those of the documents that a user may see. Nulls stand for missing ones and are left out. */
export const visible = async (
  { audiences }: Pick<Visibility, 'audiences'>,
  scope: Scope,
  docs: readonly (Doc | null)[],
): Promise<Doc[]> => {
  const present = docs.filter(doc => doc !== null);
  const found = await audiences.of(present);
  return present.filter((_, index) => maySee(scope, found[index]!));
};

/** Those of the ids that are not purged for the user's device. */
export const unpurged = async (
  { purged }: Pick<Visibility, 'purged'>,
  { purge }: Scope,
  ids: readonly string[],
): Promise<readonly string[]> => {
  if (!purge) return ids;
  const gone = await purged.among(purge.roles, ids);
  return gone.size === 0 ? ids : ids.filter(id => !gone.has(id));
};

/**
 * Puts the attachments themselves where stubs stand, and keeps the order: a reader who is cut off goes on after the
 * last that came. Documents that changed meanwhile come as they are now.
 */
export async function* inlined(parts: { main: Store }, docs: readonly Doc[]): AsyncGenerator<Doc> {
  let waiting: Doc[] = [];
  let stubbed: string[] = [];
  for (const doc of docs) {
    waiting.push(doc);
    if (doc._attachments) stubbed.push(doc._id);
    if (stubbed.length < withAttachmentsAtOnce) continue;
    yield* await whole(parts, waiting, stubbed);
    [waiting, stubbed] = [[], []];
  }
  yield* stubbed.length > 0 ? await whole(parts, waiting, stubbed) : waiting;
}

const whole = async ({ main }: { main: Store }, docs: readonly Doc[], stubbed: readonly string[]): Promise<Doc[]> => {
  const read = await main.getMany(stubbed, { attachments: true });
  const found = new Map(stubbed.map((id, index) => [id, read[index] ?? null]));
  return docs.flatMap(doc => (found.has(doc._id) ? (found.get(doc._id) ?? []) : doc));
};
