import type { Settings } from '@rounds/config/settings/settings.ts';
import { type SectionOff, usableSettings } from '@rounds/config/settings/usable.ts';
import { type Words, wordsOf } from '@rounds/config/words/translations.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { type Branding, noBranding, readBranding } from './branding.ts';

/** The settings, words and branding in force, read again whenever a document of theirs changes. */
export interface LiveSettings {
  /** As stored, with the revision. */
  stored(): Promise<{ rev: string | undefined; raw: Record<string, unknown> }>;
  /** Checked, faulty sections at their defaults. */
  current(): Settings;
  /** Sections that are not in force because they are faulty. */
  off(): readonly SectionOff[];
  /** Text by locale and key. */
  words(): Words;
  /** Name and pictures of the programme. */
  branding(): Branding;
  reload(): Promise<void>;
}

/** The settings of a programme; call `reload` once before anything else. */
export const liveSettings = (main: Store): LiveSettings => {
  let inForce = usableSettings({});
  let words: Words = {};
  let branding = noBranding;
  const stored: LiveSettings['stored'] = async () => {
    const doc = await main.get<Doc & { settings?: Record<string, unknown> }>('settings');
    return { rev: doc?._rev, raw: doc?.settings ?? {} };
  };
  return {
    stored,
    current: () => inForce.settings,
    off: () => inForce.off,
    words: () => words,
    branding: () => branding,
    async reload() {
      const [{ raw }, messages, brand] = await Promise.all([
        stored(),
        main.range({ from: 'messages-', to: 'messages-\ufff0', limit: 500 }),
        readBranding(main),
      ]);
      branding = brand;
      inForce = usableSettings(raw);
      words = wordsOf(messages);
    },
  };
};
