import type { Settings } from '@rounds/config/settings/settings.ts';
import { type DialogueVersion, versionId } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import { openRuns } from '@rounds/ddocs/runs/runs.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type DialogueRunDoc, stepStored } from './stored-run.ts';
import { waysFor } from './ways.ts';

/** What ending a run takes. */
export interface Ending {
  main: Store;
  settings: Settings;
  now: () => Ms;
  /** What led to it: the same cause ends it once. */
  cause: string;
}

/**
 * Ends a run before its time, by the version that it is of: its person is asked it no more, and what comes after it follows.
 * @returns whether it was ended now
 */
export const endRun = async ({ main, settings, now, cause }: Ending, run: DialogueRunDoc): Promise<boolean> => {
  const version = await main.get<DialogueVersion>(versionId(run.what.dialogue, Number(run.what.version)));
  if (!version) return false;
  const event = { id: `${cause} cleared`, at: now(), kind: 'stop', state: 'declined' } as const;
  const after = await openRuns(main).step(run._id, event, stored =>
    stepStored(stored as DialogueRunDoc, version.dialogue, event, waysFor(settings, stored as DialogueRunDoc)),
  );
  return after?.events.some(({ id }) => id === event.id) ?? false;
};
