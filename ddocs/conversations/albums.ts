import type { ChatMessage } from '../documents/reports.ts';
import type { Bubble } from './bubbles.ts';

const albumOf = ({ chat }: Bubble): string | undefined => (chat as ChatMessage | undefined)?.album;

/**
 * Messages by what people see as one: the items of an album came each by itself and belong together, every other
 * message stands alone. The order is that of the first of each.
 */
export const byAlbum = <Of extends Bubble>(messages: readonly Of[]): Of[][] => {
  const groups = new Map<string, Of[]>();
  for (const message of messages) {
    const album = message.incoming ? albumOf(message) : undefined;
    const name = album === undefined ? `message ${message.key}` : `album ${album} ${message.by?.id ?? ''}`;
    groups.set(name, [...(groups.get(name) ?? []), message]);
  }
  return [...groups.values()];
};
