import { Readable } from 'node:stream';
import { areOwnSettings } from '@rounds/config/programme/demonstration.ts';
import type { Fault, Unknown } from '@rounds/config/settings/faults.ts';
import { mergeSettings } from '@rounds/config/settings/merge.ts';
import { AppError } from '@rounds/ddocs/documents/error.ts';
import type { Sandbox } from '@rounds/sentinel/engine/sandbox.ts';
import { checkSettings } from '@rounds/sentinel/settings/checked.ts';
import { leaveDemonstration } from './leave-demonstration.ts';
import type { SettingsParts } from './parts.ts';

/** What came of writing settings. */
export interface Written {
  /** False where they said already what they should say. */
  updated: boolean;
  /** What is odd about all that is stored now, and harms nobody, by its path. */
  warnings: Fault[];
  /** Names that nothing answers to. */
  unknown: Unknown[];
}

/** Whether parts are merged in depth, or replace what stood there. */
export interface WriteOptions {
  /** Each section that is given replaces the stored one. */
  replace: boolean;
  /** The given settings replace everything. */
  overwrite: boolean;
}

/** How often settings are written again when others write them at that moment. */
const tries = 10;

/** What came of checking settings that have no fault. @throws `settings/invalid` with every fault by its path */
const checked = (given: Record<string, unknown>, sandbox: Sandbox): Omit<Written, 'updated'> => {
  const { faults, warnings, unknown } = checkSettings(given, sandbox);
  if (faults.length === 0) return { warnings, unknown };
  throw new AppError('settings/invalid', faults.map(fault => `${fault.path}: ${fault.message}`).join('\n'), {
    hint: 'Nothing was changed. Mend these and send the settings again',
    details: faults,
  });
};

/**
 * Checks settings and stores them; they are in force when this returns. Every door that takes settings goes through
 * here.
 * @throws `request/invalid` for what is no object, `settings/invalid` with every fault by its path, `doc/conflict`
 */
export const writeSettings = async (
  { main, settings, sandbox }: SettingsParts,
  patch: unknown,
  options: WriteOptions,
): Promise<Written> => {
  if (!patch || typeof patch !== 'object' || Array.isArray(patch) || patch instanceof Readable)
    throw new AppError('request/invalid', 'Give an object of sections');
  for (let left = tries; left > 0; left -= 1) {
    const { rev, raw } = await settings.stored();
    const merged = mergeSettings(raw, patch as Record<string, unknown>, options);
    const found = checked(merged, sandbox);
    const same = rev !== undefined && JSON.stringify(merged) === JSON.stringify(raw);
    const [result] = same
      ? [{ ok: true as const }]
      : await main.write([{ _id: 'settings', ...(rev ? { _rev: rev } : {}), settings: merged }]);
    if (result!.ok) {
      await settings.reload();
      const isWhole = options.replace || options.overwrite;
      if (isWhole && !same && (await areOwnSettings(merged))) await leaveDemonstration(main);
      return { updated: !same, ...found };
    }
    if (result!.error !== 'conflict') throw new AppError('store/refused', result!.reason);
  }
  throw new AppError('doc/conflict', 'Somebody else is writing the settings', { hint: 'Try again' });
};
