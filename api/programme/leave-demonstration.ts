import { withoutDemonstration } from '@rounds/config/programme/demonstration.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/**
 * Takes away the forms of the demonstration, because a programme of its own came: its health workers must not be
 * offered both. Those that are marked and that nobody changed go; one that somebody writes at this moment stays.
 */
export const leaveDemonstration = async (main: Store): Promise<void> => {
  const read = async (ids: readonly string[]) =>
    (await main.getMany(ids, { attachments: true })).map(doc => (doc?.demonstration === true ? doc : null));
  const gone = await withoutDemonstration(read);
  if (gone.length > 0) await main.write(gone);
};
