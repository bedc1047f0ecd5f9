import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of files that is gone after `work`. */
export const inProject = async <T>(files: Record<string, string>, work: (folder: string) => Promise<T>): Promise<T> => {
  const around = await mkdtemp(join(tmpdir(), 'rounds-project-'));
  // Deeper than the folder of Rounds itself, so that no path from there leads here by chance.
  const folder = join(around, 'a', 'project', 'of', 'ours', 'in', 'folders');
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return await work(folder);
  } finally {
    await rm(around, { recursive: true });
  }
};
