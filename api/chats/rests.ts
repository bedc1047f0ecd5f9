import type { Doc, Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** Chats to which a bot must not speak for a while, and until when; kept, so that a new start does not forget it. */
interface RestsDoc extends Doc {
  type: 'chat-rests';
  rests: Record<string, Ms>;
}

const idOf = (bot: string): string => `chat-rests:${bot}`;

/** What rested when the process before ended. */
export const storedRests = async (sentinel: Store, bot: string): Promise<[string, Ms][]> =>
  Object.entries((await sentinel.get<RestsDoc>(idOf(bot)))?.rests ?? {});

/** Writes what rests now. One process at a time speaks, so nobody else writes it. */
export const storeRests = async (sentinel: Store, bot: string, rests: ReadonlyMap<string, Ms>): Promise<void> => {
  const stored = await sentinel.get<RestsDoc>(idOf(bot));
  await sentinel.write([{ ...stored, _id: idOf(bot), type: 'chat-rests', rests: Object.fromEntries(rests) }]);
};
