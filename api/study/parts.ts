import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Invites } from '@rounds/ddocs/chats/invites.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Visibility } from '../visibility/visibility.ts';

/** The parts that the doors of a study take. */
export interface StudyParts extends Pick<Visibility, 'audiences' | 'scope'> {
  main: Store;
  settings: { current: () => Settings };
  invites: Invites;
  now: () => Ms;
}
