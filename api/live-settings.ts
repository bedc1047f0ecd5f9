import { type SectionOff, type Settings, usableSettings } from '@rounds/config/settings.ts';
import type { Doc } from '@rounds/ddocs/doc.ts';
import type { Store } from '@rounds/ddocs/store.ts';

/** The settings in force, read again whenever the document `settings` changes. */
export interface LiveSettings {
  /** As stored, with the revision. */
  stored(): Promise<{ rev: string | undefined; raw: Record<string, unknown> }>;
  /** Checked, faulty sections at their defaults. */
  current(): Settings;
  /** Sections that are not in force because they are faulty. */
  off(): readonly SectionOff[];
  reload(): Promise<void>;
}

/** The settings of a programme; call `reload` once before anything else. */
export const liveSettings = (main: Store): LiveSettings => {
  let inForce = usableSettings({});
  const stored: LiveSettings['stored'] = async () => {
    const doc = await main.get<Doc & { settings?: Record<string, unknown> }>('settings');
    return { rev: doc?._rev, raw: doc?.settings ?? {} };
  };
  return {
    stored,
    current: () => inForce.settings,
    off: () => inForce.off,
    async reload() {
      inForce = usableSettings((await stored()).raw);
    },
  };
};
