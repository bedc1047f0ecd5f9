import type { Store } from '@rounds/ddocs/store/store.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import type { LiveSettings } from './live-settings.ts';

/** The parts that reading and writing the settings takes. */
export interface SettingsParts {
  main: Store;
  settings: LiveSettings;
  /** In which expressions are tried. */
  sandbox: Sandbox;
}
