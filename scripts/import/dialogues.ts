import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Dialogue } from '@rounds/ddocs/dialogues/dialogue.ts';
import type { Store } from '@rounds/ddocs/store/store.ts';
import { findingLine } from '@rounds/sentinel/dialogues/finding.ts';
import { failedTests } from '@rounds/sentinel/dialogues/kept-tests.ts';
import { publish } from '@rounds/sentinel/dialogues/publish.ts';
import { isSound, readDialogue } from '@rounds/sentinel/dialogues/read-dialogue.ts';
import { differenceLine } from '@rounds/sentinel/dialogues/rehearse.ts';

const folderOf = (folder: string): string => join(folder, 'dialogues');

/** Whether a folder holds dialogues: `dialogues/<id>.json`. */
export const hasDialogues = (folder: string): boolean => existsSync(folderOf(folder));

/** What became of the dialogues of a folder. */
export interface ImportedDialogues {
  published: number;
  unchanged: number;
  /** Lines, each with the file. Where there are any nothing was published. */
  faults: string[];
  warnings: string[];
}

const read = async (file: string): Promise<{ dialogue?: Dialogue; faults: string[]; warnings: string[] }> => {
  let given: unknown;
  try {
    given = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    return { faults: [`is no JSON: ${(error as Error).message}`], warnings: [] };
  }
  const found = readDialogue(given);
  const lines = (level: string): string[] => found.findings.filter(each => each.level === level).map(findingLine);
  const isUsable = found.dialogue && isSound(found);
  return { ...(isUsable ? { dialogue: found.dialogue! } : {}), faults: lines('fault'), warnings: lines('warning') };
};

/** Publishes the dialogues of a folder that are new or changed: all of them, or with a fault in any of them none. */
export const importDialogues = async (
  store: Store,
  folder: string,
  { dryRun }: { dryRun: boolean },
): Promise<ImportedDialogues> => {
  const names = (await readdir(folderOf(folder))).filter(name => name.endsWith('.json')).sort();
  const dialogues: Dialogue[] = [];
  const [faults, warnings]: [string[], string[]] = [[], []];
  for (const name of names) {
    const found = await read(join(folderOf(folder), name));
    faults.push(...found.faults.map(line => `dialogues/${name}: ${line}`));
    warnings.push(...found.warnings.map(line => `dialogues/${name}: ${line}`));
    if (found.dialogue) dialogues.push(found.dialogue);
  }
  for (const dialogue of dialogues)
    for (const { name, differences } of await failedTests(store, dialogue))
      faults.push(`${dialogue.id}: its test “${name}” says otherwise: ${differences.map(differenceLine).join('; ')}`);
  if (faults.length > 0 || dryRun) return { published: 0, unchanged: 0, faults, warnings };
  let published = 0;
  for (const dialogue of dialogues)
    if ((await publish(store, dialogue, { by: 'import', at: Date.now() })).isNew) published += 1;
  return { published, unchanged: dialogues.length - published, faults, warnings };
};
