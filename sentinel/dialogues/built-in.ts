import built from '@rounds/config/dialogues/built-in.json' with { type: 'json' };
import type { Dialogue, DialogueVersion } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { newestVersion, publish } from './publish.ts';

/** The dialogues that come with Rounds, by their ids; a programme may publish others under the same ids. */
export const builtIn = built as unknown as Readonly<Record<string, Dialogue>>;

/** The newest text of a dialogue, of the programme or of Rounds; undefined where there is neither. Nothing is published. */
export const newestText = async (main: Store, id: string): Promise<Dialogue | undefined> =>
  (await newestVersion(main, id))?.dialogue ?? (Object.hasOwn(builtIn, id) ? builtIn[id] : undefined);

/**
 * The newest version of a dialogue, of the programme or, where it has none, the one that comes with Rounds, which is then
 * published; null where there is neither.
 */
export const versionInForce = async (main: Store, id: string, at: Ms): Promise<DialogueVersion | null> => {
  const newest = await newestVersion(main, id);
  if (newest || !Object.hasOwn(builtIn, id)) return newest;
  await publish(main, builtIn[id]!, { by: 'rounds', at });
  return newestVersion(main, id);
};
