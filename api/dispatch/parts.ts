import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { DispatchParts } from '@rounds/sentinel/dispatch/parts.ts';
import type { Chats } from '../chats/chats.ts';
import type { Visibility } from '../visibility/visibility.ts';

/** What the doors of requests for help stand on. */
export interface DispatchDoorParts extends Pick<Visibility, 'audiences' | 'scope' | 'wrote'> {
  main: Store;
  settings: { current: () => Settings; words: () => Words };
  chats: Chats;
  now: () => number;
}

/** The same, for what carries requests out. */
export const carrying = ({
  main,
  settings,
  now,
}: Pick<DispatchDoorParts, 'main' | 'settings' | 'now'>): DispatchParts => ({
  main,
  now,
  programme: () => ({ settings: settings.current(), words: settings.words() }),
});
