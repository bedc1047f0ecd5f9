import type { Settings } from '@rounds/config/settings/settings.ts';
import { type SectionOff, usableSettings } from '@rounds/config/settings/usable.ts';
import { type Words, wordsOf } from '@rounds/config/words/translations.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** The settings and words in force, read again whenever a document of theirs changes. */
export interface LiveSettings {
  /** As stored, with the revision. */
  stored(): Promise<{ rev: string | undefined; raw: Record<string, unknown> }>;
  /** Checked, faulty sections at their defaults. */
  current(): Settings;
  /** Sections that are not in force because they are faulty. */
  off(): readonly SectionOff[];
  /** Text by locale and key. */
  words(): Words;
  reload(): Promise<void>;
}

/** The settings of a programme; call `reload` once before anything else. */
export const liveSettings = (main: Store): LiveSettings => {
  let inForce = usableSettings({});
  let words: Words = {};
  const stored: LiveSettings['stored'] = async () => {
    const doc = await main.get<Doc & { settings?: Record<string, unknown> }>('settings');
    return { rev: doc?._rev, raw: doc?.settings ?? {} };
  };
  return {
    stored,
    current: () => inForce.settings,
    off: () => inForce.off,
    words: () => words,
    async reload() {
      const [{ raw }, messages] = await Promise.all([
        stored(),
        main.range({ from: 'messages-', to: 'messages-\ufff0', limit: 500 }),
      ]);
      inForce = usableSettings(raw);
      words = wordsOf(messages);
    },
  };
};
