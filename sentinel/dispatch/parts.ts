import type { Settings } from '@rounds/config/settings/settings.ts';
import type { Words } from '@rounds/config/words/translations.ts';
import type { Ms } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** What carrying out a request takes, in the api as in the sentinel. */
export interface DispatchParts {
  main: Store;
  programme: () => { settings: Settings; words: Words };
  now: () => Ms;
  /** Called before each write; throws when this process may not write any more. */
  fence?: () => void;
}
