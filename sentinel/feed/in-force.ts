import type { Settings } from '@rounds/config/settings/settings.ts';
import { type SectionOff, usableSettings } from '@rounds/config/settings/usable.ts';
import { type Words, wordsOf } from '@rounds/config/words/translations.ts';
import type { Doc } from '@rounds/ddocs/documents/doc.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';

/** The settings and words that stand at this moment. */
export interface Programme {
  settings: Settings;
  words: Words;
  /** Faulty sections of the stored settings, and the transitions that are off for them. */
  off: SectionOff[];
}

/** Whether a change of this document changes the programme. */
export const isProgramme = (id: string): boolean => id === 'settings' || id.startsWith('messages-');

/** Reads the programme; null while there are no settings. */
export const readProgramme = async (main: Store): Promise<Programme | null> => {
  const [doc, messages] = await Promise.all([
    main.get<Doc & { settings?: unknown }>('settings'),
    main.range({ from: 'messages-', to: 'messages-\ufff0', limit: 500 }),
  ]);
  if (!doc) return null;
  return { ...usableSettings(doc.settings), words: wordsOf(messages) };
};
